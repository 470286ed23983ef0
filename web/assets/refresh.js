// Asks for the page anew every 20 seconds while it is looked at, and puts the new content in the place of the old.
(() => {
  const place = document.querySelector("main[data-refreshes]");
  if (!place) return;
  const busy = () => document.hidden || place.contains(document.activeElement) && document.activeElement !== place
    || String(getSelection()).length > 0;
  const refresh = async () => {
    if (busy()) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main[data-refreshes]");
      if (fresh && !busy()) place.replaceChildren(...fresh.childNodes);
    } catch { /* The server rests; the next time may go better. */ }
  };
  setInterval(refresh, 20000);
})();
