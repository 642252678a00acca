// Watches a page from its first moment, for the benchmark: what the browser itself says about long tasks and late frames, and when
// things come to be seen. Changes nothing on the page, and asks for nothing that would make it lay itself out.
(() => {
  const probe = {
    /** When the app first asked for a passphrase, and when the list first showed a case. */
    lockMs: null,
    rowsMs: null,
    /** When the sign-in, or the unlock, was sent, and when the badge first said that everything has arrived. */
    signInMs: null,
    receivedMs: null,
    /** `{startMs, lastsMs}` for every task of the main thread longer than 50 ms. */
    longTasks: [],
    /** `{startMs, lastsMs, key}` for every key of which the browser says that more than 16 ms passed until the next frame. */
    slowKeys: [],
    /** From the latest words in the search field until the list showed what they find. */
    searchMs: null,
    /** How many rows a table of the device's database has. */
    rows,
  };
  window.probe = probe;
  let searchBeganMs = null;

  const observe = (type, take, more) => {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  };
  observe("longtask", ({ startTime, duration }) => probe.longTasks.push({ startMs: startTime, lastsMs: duration }));
  observe(
    "event",
    ({ name, startTime, duration, interactionId }) => {
      // The two events of a key that put its letter into the field. Letting go of it paints nothing.
      if (name === "keydown" || name === "keypress") {
        probe.slowKeys.push({ startMs: startTime, lastsMs: duration, key: interactionId || startTime });
      }
    },
    { durationThreshold: 16 },
  );

  addEventListener("submit", (event) => (probe.signInMs ??= event.timeStamp), true);
  addEventListener(
    "input",
    ({ target, timeStamp }) => {
      if (target.type !== "search") return;
      probe.searchMs = null;
      searchBeganMs = target.value ? timeStamp : null;
    },
    true,
  );

  let isLockShown = false;
  let isListShown = false;
  new MutationObserver(() => {
    if (!isLockShown && document.querySelector("input[type=password]")) {
      isLockShown = true;
      afterPaint((nowMs) => (probe.lockMs = nowMs));
    }
    if (!isListShown && document.querySelector(".case-row")) {
      isListShown = true;
      afterPaint((nowMs) => (probe.rowsMs = nowMs));
    }
    if (searchBeganMs !== null && document.querySelector(".case-list-count")) {
      const beganMs = searchBeganMs;
      searchBeganMs = null;
      afterPaint((nowMs) => (probe.searchMs = nowMs - beganMs));
    }
  }).observe(document, { childList: true, subtree: true });

  const watch = setInterval(() => {
    if ([...document.querySelectorAll(".status-words")].some((words) => words.textContent === "すべて届いています")) {
      probe.receivedMs = performance.now();
      clearInterval(watch);
    }
  }, 250);

  /** A message is handled after the frame whose preparation sent it. */
  function afterPaint(act) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => act(performance.now());
      port2.postMessage(null);
    });
  }

  async function rows(table) {
    const answered = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      const database = await answered(indexedDB.open(name));
      if (database.objectStoreNames.contains(table)) {
        count += await answered(database.transaction(table).objectStore(table).count());
      }
      database.close();
    }
    return count;
  }
})();
