// Takes the announcement away when its button is pressed.
"use strict";

document.getElementById("announcement-close").addEventListener("click", function () {
  document.getElementById("announcement").remove();
});
