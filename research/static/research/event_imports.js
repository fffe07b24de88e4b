// Imports that are under way: their bars move, and the page is read anew once they end.

import { send } from "./api.js";

const PAUSE = 2000;

const underWay = () =>
  [...document.querySelectorAll("[data-import]")].filter((one) => ["waiting", "running"].includes(one.dataset.state));

async function look(place) {
  const { data } = await send("GET", `/api/v1/event-imports/${place.dataset.import}/`);
  place.dataset.state = data.state;
  place.querySelector("progress").value = data.percentage;
  place.querySelector("span").textContent = `${data.percentage} %, ${data.events_read.toLocaleString("en-GB")} events read`;
}

async function follow() {
  const places = underWay();
  if (!places.length) return;
  try {
    await Promise.all(places.map(look));
  } catch {
    return setTimeout(follow, 5 * PAUSE);
  }
  if (underWay().length < places.length) return location.reload();
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
