// Asks the portal how long the session has left, warns before its end, and shows the timed-out page after it.
"use strict";

(function () {
  const dialog = document.getElementById("timeout-dialog");
  const left = document.getElementById("timeout-left");
  const keepAlive = document.getElementById("keep-alive");
  const warnSeconds = Number(dialog.dataset.warnSeconds);
  const pollMilliseconds = 1000;
  let leaving = false; // for another page: an answer that comes now, as that a sign-out ended it, is not for this one

  function inWords(seconds) {
    const minutes = Math.ceil(seconds / 60);
    return minutes === 1 ? "1 minute" : minutes + " minutes";
  }

  function show(secondsLeft) {
    if (secondsLeft <= 0) {
      window.location.assign(dialog.dataset.timedOut);
      return false;
    }
    left.textContent = inWords(secondsLeft);
    if (secondsLeft <= warnSeconds && !dialog.open) {
      dialog.showModal();
    } else if (secondsLeft > warnSeconds && dialog.open) {
      dialog.close();
    }
    return true;
  }

  async function poll() {
    let goOn = true;
    try {
      const reply = await fetch(dialog.dataset.poll, { cache: "no-store" });
      if (reply.ok) {
        const told = await reply.json();
        goOn = leaving || show(told.seconds_left);
      }
    } catch (error) {
      // The portal did not answer this time; the next poll may reach it.
    }
    if (goOn) {
      window.setTimeout(poll, pollMilliseconds);
    }
  }

  keepAlive.addEventListener("submit", async function (event) {
    event.preventDefault();
    const reply = await fetch(keepAlive.action, { method: "POST", body: new URLSearchParams(new FormData(keepAlive)) });
    if (reply.ok && !reply.redirected) {
      dialog.close();
    } else {
      window.location.assign(dialog.dataset.timedOut);
    }
  });

  // Escape would hide the warning without keeping the session: the choice is one of the two buttons.
  dialog.addEventListener("cancel", function (event) {
    event.preventDefault();
  });

  window.addEventListener("beforeunload", function () {
    leaving = true;
    window.setTimeout(function () { leaving = false; }, 10 * pollMilliseconds); // it was a download: still here
  });

  // The page has just come: what it could hear now is that the session is whole.
  window.setTimeout(poll, pollMilliseconds);
})();
