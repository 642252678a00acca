// Where any of these words lie in what the site keeps in its browser: databases, caches, storages, address and title.
const [words] = arguments;
const encodings = words.map((word) => {
  const wide = new Uint8Array(new Uint16Array([...word].flatMap((letter) => letter.split("").map((unit) => unit.charCodeAt(0)))).buffer);
  return [new TextEncoder().encode(word), wide];
});
const found = [];
const look = (place, bytes) => {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  words.forEach((word, at) => {
    if (encodings[at].some((encoded) => text.includes(String.fromCharCode(...encoded)))) found.push(`${place}: ${word}`);
  });
};
const lookAtText = (place, text) => look(place, new TextEncoder().encode(text));
const answered = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
for (const { name } of await indexedDB.databases()) {
  const database = await answered(indexedDB.open(name));
  for (const table of database.objectStoreNames) {
    const store = database.transaction(table).objectStore(table);
    const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())]);
    keys.forEach((key, at) => {
      lookAtText(`${name}/${table} key`, String(key));
      const value = values[at];
      // A script of a test may run in a world of its own, with a `Uint8Array` of its own.
      if (ArrayBuffer.isView(value)) look(`${name}/${table}/${key}`, value);
      else lookAtText(`${name}/${table}/${key}`, JSON.stringify(value) ?? "");
    });
  }
  database.close();
}
for (const name of await caches.keys()) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    lookAtText(`cache ${name}`, decodeURI(request.url));
    const answer = await cache.match(request);
    look(`cache ${request.url}`, new Uint8Array(await answer.arrayBuffer()));
  }
}
for (const storage of [localStorage, sessionStorage]) lookAtText("storage", JSON.stringify({ ...storage }));
lookAtText("cookie", document.cookie);
lookAtText("address", decodeURI(location.href));
lookAtText("title", document.title);
return found;
