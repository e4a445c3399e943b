// Keeps an open page true without a reload: asks for it again, by its tag, and takes over what has changed.
"use strict";

(function () {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  const every = Number(main.dataset.live) * 1000;
  const stale = document.getElementById("stale");
  let tag = null;

  const busy = () => {
    const at = document.activeElement;
    return document.hidden || document.querySelector("dialog[open]") ||
      (at && main.contains(at) && at.matches("input, select, textarea"));
  };

  // Whether something is filled in that is not sent yet. A choice without a default stands at its first.
  const changed = one => {
    if (!one.matches("select")) return one.value !== one.defaultValue || one.checked !== one.defaultChecked;
    const byDefault = [...one.options].findIndex(option => option.defaultSelected);
    return one.selectedIndex !== Math.max(byDefault, 0);
  };
  const unsent = () => [...main.querySelectorAll("input, textarea, select")].some(changed);

  const told = text => {
    stale.hidden = !text;
    if (stale.textContent !== text) stale.textContent = text;
  };

  // Where the reader is on the page stays as it was: what is open, what has the focus, how far it is scrolled.
  const take = fresh => {
    const open = [...main.querySelectorAll("details[open][id]")].map(one => one.id);
    const focus = document.activeElement && main.contains(document.activeElement) ? document.activeElement.id : "";
    const scrolled = [...main.querySelectorAll(".scroll")].map(one => one.scrollLeft);
    main.replaceChildren(...fresh.querySelector("main").childNodes);
    open.forEach(id => { const one = document.getElementById(id); if (one) one.open = true; });
    main.querySelectorAll(".scroll").forEach((one, index) => { one.scrollLeft = scrolled[index] || 0; });
    if (focus) { const one = document.getElementById(focus); if (one) one.focus({ preventScroll: true }); }
    document.title = fresh.title;
    document.dispatchEvent(new CustomEvent("page-renewed"));
  };

  const look = async () => {
    if (busy()) return;
    if (unsent()) return told("Not renewed: something is filled in here that is not sent yet.");
    try {
      const headers = tag ? { "X-Live": "yes", "If-None-Match": tag } : { "X-Live": "yes" };
      const answer = await fetch(location.href, { headers, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) return told("Signed out: reload to sign in again.");
      if (answer.status !== 304) {
        if (!answer.ok) return told(`The agent answers with ${answer.status}; what you see is from before.`);
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        tag = answer.headers.get("ETag");
        if (!busy() && !unsent()) take(fresh);
      }
      told("");
    } catch (error) {
      told("The agent does not answer; what you see is from before.");
    }
  };

  setInterval(look, every);
  document.addEventListener("visibilitychange", look);
})();
