// The first script of the page: prepares the ground, starts the program, and says so when it cannot start.
// Never touches a case, a note or a key; that is the program's business.

const version = document.querySelector('meta[name="madobe-version"]').content;

// What the program may ask of the browser's installation and update machinery. A window event says when there is something to ask.
let waitingWorker = null;
let updateAsked = false;
let installPrompt = null;

window.madobe = {
  /** 16 hexadecimal digits that change with any file of the site. */
  version,

  /** Where the program's words lie in English: in the order of its own. */
  english: "/{{en.json}}",

  /** True while a newer version waits to be used; also announced by the event `madobe:update-ready`. */
  get updateReady() {
    return waitingWorker !== null;
  },

  /** True while the browser would show its installation dialogue; also announced by the event `madobe:install-ready`. */
  get installReady() {
    return installPrompt !== null;
  },

  /** Switches to the waiting version and reloads the page. Call it when nothing is half typed. */
  applyUpdate() {
    updateAsked = true;
    if (waitingWorker?.state === "installed") {
      waitingWorker.postMessage("activate-now");
    } else {
      // Another tab has switched already; this one only has to follow.
      location.reload();
    }
  },

  /** Shows the browser's installation dialogue. Resolves to "accepted", "dismissed" or "unavailable". */
  async install() {
    const prompt = installPrompt;
    if (!prompt) return "unavailable";
    installPrompt = null;
    await prompt.prompt();
    return (await prompt.userChoice).outcome;
  },
};

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installPrompt = event;
  window.dispatchEvent(new CustomEvent("madobe:install-ready"));
});

// Registered before the program starts: if the connection ends right after the first visit, the program is on the device.
if ("serviceWorker" in navigator) {
  keepWorkerCurrent().catch((error) => {
    // Private windows and some managed browsers refuse. Madobe works then, but only opens while the office can be reached.
    console.warn("no service worker:", error);
  });
}

start();

async function keepWorkerCurrent() {
  const hadController = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (updateAsked) {
      location.reload();
    } else if (hadController) {
      announceUpdate(navigator.serviceWorker.controller);
    }
  });
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const watch = (worker) => {
    worker?.addEventListener("statechange", () => announceIfWaiting(registration));
  };
  announceIfWaiting(registration);
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));

  // A tablet keeps the page open for weeks. Asking costs one small request; failing to ask offline is normal.
  const ask = () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, 60 * 60 * 1000);
}

function announceIfWaiting(registration) {
  // Without a worker in charge there is no older version to replace: this is the first visit.
  if (registration.waiting && registration.active) announceUpdate(registration.waiting);
}

function announceUpdate(worker) {
  if (worker === waitingWorker) return;
  waitingWorker = worker;
  window.dispatchEvent(new CustomEvent("madobe:update-ready"));
}

async function start() {
  try {
    const program = await import("/{{app.js}}");
    await program.default({ module_or_path: "/{{app.wasm}}" });
  } catch (error) {
    console.error(error);
    showFailure(error);
  }
}

// Built by hand, because nothing else has been loaded; in Japanese, because the language setting is the program's.
function showFailure(error) {
  const message = document.createElement("div");
  message.className = "boot-message";
  message.setAttribute("role", "alert");
  const add = (tag, text) => {
    const element = message.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  };
  add("h1", "窓辺を開けませんでした");
  add("p", "この端末に保存した記録は消えていません。");
  // A program of one type, that of a function that returns 16 bytes at once: valid where the browser knows such instructions.
  const wide = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123);
  const canRun =
    typeof WebAssembly === "object" &&
    typeof WebAssembly.instantiateStreaming === "function" &&
    WebAssembly.validate(wide);
  add(
    "p",
    canRun
      ? "電波の届く場所で、もう一度開いてください。くり返し出るときは、端末を再起動し、それでも直らなければ管理者に下の文字を伝えてください。"
      : "お使いのブラウザは古いため、窓辺を動かせません。ブラウザとOSを新しくするか、管理者に相談してください。",
  );
  add("button", "もう一度開く").addEventListener("click", () => location.reload());
  add("small", `${version} ${error}`);
  document.getElementById("app").replaceChildren(message);
}
