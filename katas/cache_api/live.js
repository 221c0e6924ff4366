// What the live page shows of cache_api: its buttons, and hits and misses with their times.

import {cross, drawing, el, median, milliseconds, setText, svg} from "/live/draw.js"

const SPAN_MS = 60_000
const HEIGHT = 190
const FASTEST_MS = 0.5, SLOWEST_MS = 1000

const presses = [
  {
    title: "Ask",
    buttons: [
      {path: "/users/7", hint: "The first one is a miss, the next ones are hits"},
      {label: "GET /users/7, ten at once", name: "ten at once", path: "/users/7", times: 10},
      {path: "/users/7/nocache", hint: "Always asks the slow API"},
      {path: "/posts/3?ttl=30", hint: "A miss keeps this post for 30 s"},
      {path: "/users/99", hint: "There is no such user"},
    ],
  },
  {
    title: "Change",
    buttons: [
      {label: "PUT /users/7, city: Houston", name: "PUT", method: "PUT", path: "/users/7", body: {city: "Houston"}},
      {label: "PUT /users/7, city: Paoli", name: "PUT back", method: "PUT", path: "/users/7", body: {city: "Paoli"}},
      {method: "POST", path: "/cache/clear", hint: "Removes the entries of this app"},
    ],
  },
]

// A request for a user or a post, as a hit or a miss. The app itself says which it was.
function outcomeOf(request) {
  if (!/^GET \/(users|posts)\/[^/]+$/.test(request.title) || request.ms === undefined) return null
  const said = (request.answer + request.end).match(/"cached":\s*(true|false)/)
  if (request.status !== 200 || !said) return "failed"
  return said[1] === "true" ? "hit" : "miss"
}

// Requests that were in flight together waited for each other, so their times count only if there are no others.
function timesOf(points, all) {
  const isAlone = one => !all.some(other => other !== one && other.at < one.at + one.ms && one.at < other.at + other.ms)
  const alone = points.filter(isAlone)
  return (alone.length ? alone : points).map(point => point.ms)
}

// What the last request teaches.
function sentence(last) {
  if (!last) return "Press GET /users/7 twice. The first request fills the cache, the second one is answered from it."
  const {title, status, trips, round_trips: roundTrips} = last
  const isFault = trips.some(trip => trip.fault), outcome = outcomeOf(last)
  if (outcome === "failed") return `The last request failed with ${status}. A failure is not stored.`
  if (outcome && isFault) return "Redis did not answer, so the app asked the slow API: slow, but right."
  if (outcome === "hit") return "The last request was a hit: Redis had the answer. The slow API was not asked."
  if (outcome && !roundTrips) return "The app asked the slow API, and sent nothing to Redis. Step 2 changes that."
  if (outcome) {
    return "The last request was a miss: the app asked the slow API, and stored its answer in Redis. Ask again!"
  }
  const said = `The last request was ${title} → ${status}.`
  if (status === 501) return `${said} Your app does not have this route yet. Step 7 changes that.`
  if (/^PUT \/users\//.test(title)) return `${said} ${ofWrite(last, isFault)}`
  if (title === "POST /cache/clear") return `${said} ${ofClear(last, isFault)}`
  if (/\/nocache$/.test(title)) return `${said} This route always asks the slow API, and leaves Redis alone.`
  return said
}

function ofWrite({status, trips, round_trips: roundTrips}, isFault) {
  if (isFault) {
    return `The slow API ${status < 400 ? "has" : "may have"} the change, but Redis did not answer: an old entry stays `
      + "there until it can be removed, or expires. Until then GET shows the old user."
  }
  if (status >= 400) return "Look at the wire for what went wrong."
  if (!roundTrips) return "The slow API has the change. Nothing was sent to Redis, so an entry there is old now."
  const isRemoved = trips.some(({commands}) => commands.some(({sent}) => /^(DEL|UNLINK) /.test(sent)))
  return isRemoved ? "The slow API has the change, and Redis has no entry any more: the next GET is a miss."
    : "The slow API has the change. Look at the wire for what your app did to the entry."
}

function ofClear({status, round_trips: roundTrips}, isFault) {
  if (isFault) return "Redis did not answer, so entries may still be there. They expire by themselves."
  if (status >= 400) return "Look at the wire for what went wrong."
  return roundTrips ? "No entry of this app is left: each next GET is a miss." : "Nothing was sent to Redis."
}

function picture(root, page) {
  const names = ["ratio", "hit", "miss", "speed"]
  const figures = Object.fromEntries(names.map(name => [name, el("b", {id: `cache-${name}`})]))
  const says = el("p", {class: "says", id: "picture-says"})
  const plot = drawing(HEIGHT, "The requests of the last minute: the time of each, on a logarithmic scale")
  root.append(
    el("h2", {}, "Hits and misses of the last minute"),
    el("div", {class: "figures"},
      el("div", {}, figures.ratio, el("span", {}, "hit ratio")),
      el("div", {}, figures.hit, el("span", {}, "a hit takes")),
      el("div", {}, figures.miss, el("span", {}, "a miss takes")),
      el("div", {}, figures.speed, el("span", {}, "times faster"))),
    plot, says)

  function draw() {
    const now = page.now()
    const answered = [...page.wire.requests.values()].filter(request => request.ms !== undefined)
    const points = answered
      .map(request => ({...request, outcome: outcomeOf(request)}))
      .filter(point => point.outcome && now - point.at < SPAN_MS)
    const of = outcome => points.filter(point => point.outcome === outcome)
    const hit = median(timesOf(of("hit"), points)), miss = median(timesOf(of("miss"), points))
    const asked = of("hit").length + of("miss").length
    setText(figures.ratio, asked ? `${of("hit").length} of ${asked}` : "–")
    setText(figures.hit, hit === null ? "–" : milliseconds(hit))
    setText(figures.miss, miss === null ? "–" : milliseconds(miss))
    setText(figures.speed, hit && miss ? `${Math.round(miss / hit)}×` : "–")
    setText(says, sentence(answered.at(-1)))
    plot.redraw(width => [axes(width), points.map(point => mark(point, width, now))])
  }

  return {draw}
}

const yOf = ms => {
  const part = Math.log(Math.min(SLOWEST_MS, Math.max(FASTEST_MS, ms)) / FASTEST_MS) / Math.log(SLOWEST_MS / FASTEST_MS)
  return HEIGHT - 24 - part * (HEIGHT - 40)
}

const LEFT = 62

function axes(width) {
  const lines = [1, 10, 100, 1000].flatMap(ms => [
    svg("line", {class: "grid", x1: LEFT, x2: width, y1: yOf(ms), y2: yOf(ms)}),
    svg("text", {x: LEFT - 8, y: yOf(ms) + 4, "text-anchor": "end"}, ms === 1000 ? "1 s" : `${ms} ms`),
  ])
  return [
    ...lines,
    svg("text", {x: LEFT, y: HEIGHT - 4}, "a minute ago"),
    svg("text", {x: width, y: HEIGHT - 4, "text-anchor": "end"}, "now"),
    svg("text", {x: (LEFT + width) / 2, y: HEIGHT - 4, "text-anchor": "middle"}, "● hit  ◇ miss  ✕ failed"),
  ]
}

function mark({at, ms, outcome, title}, width, now) {
  const x = width - 6 - (now - at) / SPAN_MS * (width - LEFT - 6), y = yOf(ms)
  const shape = outcome === "hit" ? svg("circle", {class: "hit", cx: x, cy: y, r: 4.5})
    : outcome === "miss" ? svg("path", {class: "miss", d: `M${x} ${y - 6}l6 6l-6 6l-6 -6z`})
    : cross(x, y, 4.5)
  shape.append(svg("title", {}, `${title}: ${outcome}, ${milliseconds(ms)}`))
  return shape
}

export default {presses, picture}
