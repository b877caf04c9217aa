// The part of gl-mat4 that Plotly calls where nothing is drawn in three dimensions.
module.exports = { invert: require("gl-mat4/invert"), multiply: require("gl-mat4/multiply") };
