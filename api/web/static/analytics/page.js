/* Draws what the tables say. A cell that is not shown is a gap here as well; the table beside it says why. */

const MOST_LABELS = 40;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function seriesOf(table, column, place) {
  const data = table.rows.map((row) => row.figures[place].value);
  return { name: column, type: table.chart, data, showSymbol: data.length < MOST_LABELS, barMaxWidth: 40, connectNulls: false };
}

function optionsFor(table) {
  return {
    animation: false,
    color: [colour("--brand"), colour("--open")],
    grid: { left: 8, right: 16, top: table.columns.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: { show: table.columns.length > 1 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      formatter: (points) => points.map((point) => textOf(table, point)).join("\n"),
    },
    xAxis: { type: "category", data: table.rows.map((row) => row.label), axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1 },
    series: table.columns.map((column, place) => seriesOf(table, column, place)),
  };
}

function textOf(table, { dataIndex, seriesIndex, seriesName }) {
  const row = table.rows[dataIndex];
  return `${row.label} ${seriesName} ${row.figures[seriesIndex].text}`;
}

function draw(table) {
  const place = document.getElementById(`chart-${table.name}`);
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(optionsFor(table));
  new ResizeObserver(() => chart.resize()).observe(place);
}

JSON.parse(document.getElementById("drawn").textContent).forEach(draw);
