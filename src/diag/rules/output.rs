//! Rules about the output folder.

use super::{Rule, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "program-defect",
        severity: Severity::Error,
        summary: "The program itself failed while it made a file.",
        why: "The file would be missing or wrong; the last good site stays, and a preview lives on.",
        example: "Waybill failed while it rendered index.html: index out of bounds",
        remedy: "Report it with the files that lead to it: it is no mistake of the site.",
    },
    Rule {
        name: "refused-output",
        severity: Severity::Error,
        summary: "The output folder is one that a build must not write to.",
        why: "A build removes what it once wrote; in the site's sources or above them it could remove work.",
        example: "waybill build --out content",
        remedy: "Name a folder of its own, such as public.",
    },
    Rule {
        name: "foreign-file",
        severity: Severity::Error,
        summary: "A file that Waybill did not write is in the way of one that it wants to write.",
        why: "Waybill replaces and deletes only its own files.",
        example: "public/index.html, made by hand",
        remedy: "Move it out of the output folder; a file of the site's own belongs in static/.",
    },
    Rule {
        name: "bad-manifest",
        severity: Severity::Error,
        summary: "The list of the files that Waybill wrote cannot be read.",
        why: "Without it, nobody can tell which files in the output folder are Waybill's to replace.",
        example: "public/.waybill-manifest.json after a merge that went wrong",
        remedy: "Delete the output folder if all that it holds was built by Waybill.",
    },
    Rule {
        name: "bad-output-path",
        severity: Severity::Error,
        summary: "A file of the built site has a path that cannot be one in the output folder.",
        why: "It would lie outside the folder, or on some disks nowhere.",
        example: "a name of 300 letters, or one with a backslash",
        remedy: "Rename the page or the file that it comes from.",
    },
    Rule {
        name: "unwritable-file",
        severity: Severity::Error,
        summary: "A file in the output folder cannot be written or removed.",
        why: "The built site is not complete; files that were already written stay, and none is half written.",
        example: "a full disk, or a folder that belongs to another user",
        remedy: "Make room, or give yourself leave to write in the folder, and build again.",
    },
];
