import { part } from "../common/dom.js";

part(document, "print").addEventListener("click", () => print());
