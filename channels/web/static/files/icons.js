// Line icons for files, on the widget's grid.

import { path } from "../icons.js";

export const page = path("M7 3.5h7l4 4V20.5H7ZM14 3.5v4h4M10 12h5M10 15.5h5");
export const pin = path("M12 21c4-4.6 6.5-7.8 6.5-11a6.5 6.5 0 0 0-13 0c0 3.2 2.5 6.4 6.5 11Zm0-8.7a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z");
