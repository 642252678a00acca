// A page that keeps one note on the device, and shows it again.

const status = document.getElementById("status");
const note = document.getElementById("note");

navigator.serviceWorker.register("/sw.js");

const database = await new Promise((resolve, reject) => {
  const request = indexedDB.open("harness", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("notes");
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const read = database.transaction("notes").objectStore("notes").get("note");
read.onsuccess = () => (note.value = read.result ?? "");

document.getElementById("finish").addEventListener("click", () => {
  const transaction = database.transaction("notes", "readwrite", { durability: "strict" });
  transaction.objectStore("notes").put(note.value, "note");
  transaction.oncomplete = () => (status.textContent = "端末に保存");
});

for (const button of document.querySelectorAll("[data-open]")) {
  button.addEventListener("click", () => (status.textContent = `${button.dataset.open}を開きました`));
}
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => {
    for (const other of document.querySelectorAll("[role=tab]")) other.setAttribute("aria-selected", String(other === tab));
    setTimeout(() => document.getElementById("going").remove(), 200);
    setTimeout(() => {
      const late = document.createElement("button");
      late.textContent = "少しあとで現れます";
      document.querySelector("main").append(late);
    }, 400);
  });
}
document.getElementById("date").addEventListener("change", (event) => (status.textContent = `次は${event.target.value}`));
