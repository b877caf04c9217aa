module.exports = require("@plotly/d3").default;
