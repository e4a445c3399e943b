// Draws the chart of a page with uPlot; windows and incidents are drawn in.
"use strict";

(function () {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const seconds = time => Date.parse(time) / 1000;
  // From how many seconds between ticks on, how a tick reads, and what stands below it where the day begins.
  const DATES = [
    [86400, "{YYYY}-{MM}-{DD}", null, null, null, null, null, null, 1],
    [60, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
  ];
  let drawn = [];

  // Behind the line: where a window was, and where an incident of the portal lasted.
  const bands = (windows, incidents) => ({
    hooks: {
      drawClear: [chart => {
        const { left, top, width, height } = chart.bbox;
        const context = chart.ctx;
        const band = (from, until, colour, share) => {
          const begin = Math.max(left, chart.valToPos(seconds(from), "x", true));
          const end = Math.min(left + width, chart.valToPos(until ? seconds(until) : chart.scales.x.max, "x", true));
          if (end < left || begin > left + width) return;
          context.fillStyle = colour;
          context.fillRect(begin, top + height * (1 - share), Math.max(2, end - begin), height * share);
        };
        windows.forEach(([from, until]) => band(from, until, css("--mute-soft"), 1));
        incidents.forEach(([from, until]) => band(from, until, css("--bad"), 0.06));
      }],
    },
  });

  // The numbers are those of the tables below: one source, and nothing more to fetch.
  const rows = name => [...document.querySelectorAll(`[data-${name}]`)].map(row => row.dataset);

  const draw = place => {
    const parts = rows("part").reverse();
    if (!parts.length) return;
    const x = parts.map(part => seconds(part.part));
    const y = parts.map(part => part.share === "" ? null : part.share * 100);
    const wanted = Number(place.dataset.wanted);
    const axis = { stroke: css("--dim"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line") } };
    const lowest = Math.min(wanted, ...y.filter(value => value !== null));
    const windows = rows("window").map(one => [one.window, one.until]);
    const incidents = rows("lasted").map(one => [one.lasted, one.until]);
    drawn.push(new uPlot({
      width: place.clientWidth,
      height: 240,
      tzDate: time => uPlot.tzDate(new Date(time * 1000), place.dataset.zone),
      scales: { y: { range: [Math.max(0, Math.floor(lowest) - 1), 100] } },
      axes: [{ ...axis, space: 70, values: DATES }, { ...axis, size: 60, values: (_, ticks) => ticks.map(tick => `${tick} %`) }],
      series: [
        {},
        { label: "Available", stroke: css("--link"), width: 2, spanGaps: false, points: { show: x.length < 60 },
          paths: uPlot.paths.stepped({ align: 1 }), value: (_, value) => value === null ? "no number" : `${value.toFixed(2)} %` },
        { label: "Wanted", stroke: css("--dim"), dash: [6, 4], points: { show: false }, value: () => `${wanted} %` },
      ],
      plugins: [bands(windows, incidents)],
    }, [x, y, x.map(() => wanted)], place));
  };

  const drawAll = () => {
    drawn.forEach(chart => chart.destroy());
    drawn = [];
    document.querySelectorAll(".plot").forEach(place => {
      try {
        draw(place);
      } catch (error) {
        document.querySelector("[data-failed]").hidden = false;
      }
    });
  };

  drawAll();
  document.addEventListener("page-renewed", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 200); });
})();
