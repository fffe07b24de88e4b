/* The reader's page: puts its parts together. */

import { send } from "../api.js";
import { Marks } from "./marks.js";
import { Painting } from "./painting.js";
import { Text } from "./text.js";

const settings = JSON.parse(document.querySelector("#reader-settings").textContent);
const text = new Text(document.querySelector("#text"));
const marks = new Marks();
new Painting(text, marks);
marks.load((await send("GET", settings.marks)).data);
