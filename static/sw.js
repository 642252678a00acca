// The service worker: keeps one whole version of the site on the device, so that Madobe opens without a network.
// Never touches data: requests to the office (`/api/…`) pass it by, and records live in IndexedDB, not in its caches.

const VERSION = "{{version}}";
const PRECACHE = "{{precache}}"; // An array of paths after the build.
const PREFIX = "madobe-site-";
const CACHE = PREFIX + VERSION;

/** File names with 16 hex digits of their content's hash: the same name is the same content, in every version. */
const HASHED = /-[0-9a-f]{16}[./]/;

self.addEventListener("install", (event) => {
  event.waitUntil(download());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("message", (event) => {
  // The page asks when its user agreed to the new version. Until then the old one stays in charge, whole and unmixed.
  if (event.data === "activate-now") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || belongsToServer(url.pathname)) return;
  if (request.mode === "navigate") {
    event.respondWith(answer("/", request));
  } else if (PRECACHE.includes(url.pathname)) {
    event.respondWith(answer(url.pathname, request));
  }
});

function belongsToServer(path) {
  return path.startsWith("/api/") || path === "/healthz" || path === "/metrics";
}

/** From the cache; from the network only where the browser has evicted it, which it may do under storage pressure. */
async function answer(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

/** Fetches the whole version or fails: half a version would open into a blank page, at a home without a network. */
async function download() {
  const files = await Promise.all(PRECACHE.map(async (path) => [path, await obtain(path)]));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(files.map(([path, response]) => cache.put(path, response)));
  } catch (error) {
    // A full disk. What was put so far would only make it fuller.
    await caches.delete(CACHE);
    throw error;
  }
}

/** What the previous version has under the same hashed name need not be fetched again. */
async function obtain(path) {
  if (HASHED.test(path)) {
    const known = await caches.match(path, { ignoreVary: true });
    if (known) return known;
  }
  const response = await fetch(path, { cache: HASHED.test(path) ? "default" : "no-cache", credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  // On the very first visit the page that registered this worker comes under it at once. Later versions take pages over because they
  // were asked to, by skipWaiting.
  if (older.length === 0) await self.clients.claim();
}
