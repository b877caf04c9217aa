// The part of culori that Plotly calls, for the ways in which colours are written and weighed here.
import { modeHsl, modeLrgb, modeRgb, useMode } from "culori/fn";
export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance } from "culori/fn";

for (const mode of [modeRgb, modeLrgb, modeHsl]) useMode(mode);
