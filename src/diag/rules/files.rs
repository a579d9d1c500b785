//! Rules about the files of a site, before anything in them is read.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "no-site",
        severity: Severity::Error,
        summary: "The folder holds no site.yaml, so it is no site.",
        why: "site.yaml says where a site begins. Without it, any folder with Markdown in it could be taken for one.",
        example: "waybill build, run in the folder above the site",
        remedy: "Run Waybill in the site's folder, or name the folder with --root.",
    },
    Rule {
        name: "unreadable-file",
        severity: Severity::Error,
        summary: "A file of the site cannot be read.",
        why: "A site built without it would be published with a hole in it.",
        example: "data/series/trade.yaml belongs to another user and has mode 600",
        remedy: "Give yourself leave to read the file, or move it out of the site.",
    },
    Rule {
        name: "file-too-large",
        severity: Severity::Error,
        summary: "A text of the site is larger than a text that is written by hand or by a script can be.",
        why: "Decoding such a file takes several times its length in memory; it is nearly always a database dump \
              that was put into data/ by mistake.",
        example: "data/series/everything.yaml with 200 MiB",
        remedy: "Split the file, or move it out of the folders that Waybill reads.",
    },
    Rule {
        name: "not-utf8",
        severity: Severity::Error,
        summary: "A text of the site is not encoded in UTF-8.",
        why: "Guessing an encoding turns names into other names without anyone noticing.",
        example: "a file that an editor saved as Windows-1251 or UTF-16",
        remedy: "Save the file as UTF-8; the finding names the first byte that is not.",
    },
    Rule {
        name: "bad-file-name",
        severity: Severity::Error,
        summary: "The name of a file is not UTF-8.",
        why: "Names of files become addresses, which are UTF-8.",
        example: "content/caf\\xE9.md",
        remedy: "Rename the file.",
    },
    Rule {
        name: "misplaced-file",
        severity: Severity::Warning,
        summary: "A file of data/ has nearly the name of one that is read, and is read by nothing.",
        why: "Its figures are on no page, and whatever quotes them says that they are missing, not where they are.",
        example: "data/series.yaml, where series stand in files of the folder data/series",
        remedy: "Move or rename the file as the finding says, or give it a name that is unlike those that are read.",
    },
    Rule {
        name: "link-outside-site",
        severity: Severity::Error,
        summary: "A symbolic link leads out of the site's own sources.",
        why: "What it leads to would be published, and is not in the repository that others build from.",
        example: "static/report.pdf, a link to a file in the home folder",
        remedy: "Copy what it links to, or link to something within the site.",
    },
    Rule {
        name: "link-loop",
        severity: Severity::Error,
        summary: "A symbolic link leads to a folder that it lies in.",
        why: "A walk through the folder would never end.",
        example: "content/briefings/all, a link to content",
        remedy: "Remove the link.",
    },
];
