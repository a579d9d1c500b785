// Serves a built site below a path, compressed, and under the strictest Content-Security-Policy that it must hold.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".xml": "application/atom+xml",
  ".csv": "text/csv; charset=utf-8", ".woff2": "font/woff2", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".svg", ".json", ".xml", ".csv", ".txt"]);
const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
  "form-action 'self'", "frame-src 'self'", "base-uri 'none'",
].join("; ");

export async function serve(root, below, port) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.startsWith(below) ? await found(root, path.slice(below.length)) : null;
    const type = extname(file ?? "404.html");
    const headers = { "content-type": TYPES[type] ?? "application/octet-stream", "content-security-policy": POLICY };
    headers["cache-control"] = "public, max-age=3600";
    if (COMPRESSED.has(type)) headers["content-encoding"] = "gzip";
    response.writeHead(file ? 200 : 404, headers);
    const bytes = createReadStream(file ?? join(root, "404.html"));
    (COMPRESSED.has(type) ? bytes.pipe(createGzip()) : bytes).pipe(response);
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  return server;
}

async function found(root, path) {
  const file = join(root, normalize(`/${path}`));
  const entry = await stat(file).catch(() => null);
  if (!entry) return null;
  return entry.isDirectory() ? found(root, `${path}/index.html`) : file;
}
