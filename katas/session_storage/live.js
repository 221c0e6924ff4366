// What the live page shows of session_storage: two browsers, and the TTL of each one's session, which each use lifts.

import {drawing, el, seconds, setText, svg} from "/live/draw.js"

const HEIGHT = 150
const SPAN_MS = 60_000
const LEFT = 52
const BOTTOM = HEIGHT - 22
const ADA = {username: "ada", password: "analytical engine"}
const GRACE = {username: "grace", password: "nanoseconds of wire"}
const BROWSERS = ["browser 1", "browser 2"]

const presses = BROWSERS.map((visitor, number) => ({
  title: `Browser ${number + 1}`,
  buttons: [
    {label: "log in as ada", body: ADA, method: "POST", path: "/login"},
    {label: "log in as grace", body: GRACE, method: "POST", path: "/login"},
    {label: "a wrong password", body: {...ADA, password: "analytical motor"}, method: "POST", path: "/login"},
    {path: "/profile", hint: "A use: it lifts the TTL"},
    {label: "theme: dark", body: {value: "dark"}, method: "PUT", path: "/profile/theme"},
    {label: "theme: light", body: {value: "light"}, method: "PUT", path: "/profile/theme"},
    {label: "log out", method: "POST", path: "/logout"},
  ].map(button => ({...button, visitor, name: `${visitor}: ${button.label ?? button.path}`})),
}))

function picture(root, page) {
  const place = el("div", {class: "lanes"})
  root.append(
    el("h2", {}, "Two browsers, two sessions: the TTL of each"), place,
    el("p", {class: "says", id: "picture-says"}, "The line falls as time passes. Each use lifts it to the top again. "
      + "Unused, it would reach zero, and the session would be over. To see that, press “Expire in 5 s” at its key."))
  const histories = new Map()  // by the id of a key: each instant at which its end changed, {at, ends}
  const lanes = BROWSERS.map(name => lane(place, name))

  page.keys.onchange = () => {
    const now = page.now()
    for (const [id, row] of page.keys.rows) {
      if (!row.key.startsWith("session:") || row.type !== "hash") continue
      const history = histories.get(id) ?? []
      if (!history.length || history.at(-1).ends !== row.ends) history.push({at: now, ends: row.ends})
      histories.set(id, history)
    }
    for (const [id, history] of histories) {
      if (!page.keys.rows.has(id) && history.at(-1).ends !== 0) history.push({at: now, ends: 0})
    }
  }

  function draw() {
    const requests = [...page.wire.requests.values()]
    for (const {name, draw} of lanes) {
      const own = requests.filter(request => request.visitor === name && request.ms !== undefined)
      const id = own.flatMap(request => request.keys).findLast(id => histories.has(id))
      const last = own.at(-1)
      const isForgotten = own.some(isLogin) && !own.some(request => request.round_trips)
      draw({last, isForgotten, row: page.keys.rows.get(id), history: histories.get(id) ?? [], now: page.now()})
    }
  }

  return {draw, clear() { histories.clear() }}
}

function lane(place, name) {
  const request = el("p", {class: "soft"}), session = el("p", {class: "soft"})
  const chart = drawing(HEIGHT, `The TTL of the session of ${name}, over the last minute`)
  place.append(el("div", {}, el("h3", {}, name), el("div", {"data-says": name}, request, session), chart))

  function draw({last, isForgotten, row, history, now}) {
    setText(request, last ? `Last request: ${ofRequest(last)}` : "No request yet. Log in.")
    setText(session, last ? `Now: ${ofSession(row, history, isForgotten, now)}` : "")
    chart.redraw(width => lines(history, now, width))
  }

  return {name, draw}
}

const isLogin = request => request.title === "POST /login" && request.status === 200

function ofRequest({title, status, trips, round_trips: roundTrips}) {
  const answer = `${title} → ${status}`
  if (trips.some(trip => trip.fault)) return `${answer}. Without Redis the app cannot know who this is.`
  if (title === "POST /login" && status === 401) return `${answer}, a wrong password. No session began.`
  if (status === 501) return `${answer}. Your app has no such route yet. Step ${title.startsWith("PUT") ? 7 : 5} adds it.`
  return roundTrips ? `${answer}.` : `${answer}, and nothing was sent to Redis.`
}

function ofSession(row, history, isForgotten, now) {
  if (row) {
    const fields = Object.fromEntries(row.words.flatMap((word, at) => at % 2 ? [] : [[word, row.words[at + 1]]]))
    const ends = row.ends === null ? "Without a TTL, it never ends." : `Unused, it ends in ${seconds(row.ends - now)}.`
    return `the session of ${fields.username ?? "this browser"}, theme ${fields.theme ?? "?"}. ${ends}`
  }
  if (history.length) return "the session is over. Its key is gone from Redis, so a cookie with its id names nothing."
  return isForgotten ? "no session. The app does not remember this browser. Step 2 changes that."
    : "no session. Log in."
}

function lines(history, now, width) {
  const from = now - SPAN_MS
  const points = history.flatMap(({at, ends}, number) => {
    const until = history[number + 1]?.at ?? now
    return ends ? [at, until].map(instant => ({at: instant, left: Math.max(0, ends - instant)})) : [{at, left: 0}]
  })
  const seen = points.filter((point, number) => (points[number + 1] ?? point).at > from || number === points.length - 1)
  const heights = seen.map(point => point.left)
  const top = Math.max(1000, ...heights), low = seen.length ? Math.min(...heights) : 0
  const bottom = top - low < top / 2 && top - low > 0 ? Math.max(0, low - (top - low) * .4) : 0
  const x = at => LEFT + Math.max(0, at - from) / SPAN_MS * (width - LEFT - 8)
  const y = left => BOTTOM - (left - bottom) / (top - bottom) * (BOTTOM - 12)
  const corner = ({at, left}, number) => `${number ? "L" : "M"}${x(at).toFixed(1)} ${y(left).toFixed(1)}`
  const path = seen.map(corner).join("")
  const drawn = seen.length ? [
    svg("path", {class: "area", d: `${path}L${x(seen.at(-1).at)} ${BOTTOM}L${x(seen[0].at)} ${BOTTOM}z`}),
    svg("path", {class: "saw", d: path}),
  ] : []
  return [
    svg("line", {class: "grid", x1: LEFT, x2: width, y1: BOTTOM, y2: BOTTOM}),
    svg("line", {class: "grid", x1: LEFT, x2: width, y1: 12, y2: 12}),
    svg("text", {x: LEFT - 8, y: 16, "text-anchor": "end"}, seen.length ? seconds(top) : ""),
    svg("text", {x: LEFT - 8, y: BOTTOM + 4, "text-anchor": "end"}, seconds(bottom)),
    svg("text", {x: LEFT, y: HEIGHT - 4}, "a minute ago"),
    svg("text", {x: width, y: HEIGHT - 4, "text-anchor": "end"}, "now"),
    ...drawn,
  ]
}

export default {presses, picture}
