// What the live page shows of rate_limiter: its buttons, and each client's windows with what passed and was refused.

import {cross, drawing, el, seconds, setText, svg} from "/live/draw.js"

const HEIGHT = 118
const BOTTOM = HEIGHT - 24  // of the windows
const ROWS = 6, STEP = 12  // of the marks
const A = {visitor: "client A", address: "203.0.113.7"}
const B = {visitor: "client B", address: "203.0.113.8"}
const C = {visitor: "client C", address: "203.0.113.9"}
const ARRIVES_MS = 500  // until then the page has been told of a request
const ONE_MORE_MS = 1200  // two ends that are so close are the same: a whole number of seconds was rounded up

const presses = [
  {title: "Client A, 203.0.113.7", buttons: buttonsOf(A)},
  {title: "Client B, 203.0.113.8", buttons: buttonsOf(B)},
  {
    title: "More",
    buttons: [
      {path: "/health", hint: "Is not limited", ...A},
      {label: "double burst around a window's edge", name: "double burst", run: doubleBurst},
    ],
    note: "The double burst is client C's. It waits for the end of a window.",
  },
]

function buttonsOf(client) {
  const name = words => `${client.visitor}: ${words}`
  return [
    {label: "one request", name: name("one"), path: "/api/status", ...client},
    {label: "five requests and one more", name: name("six"), run: press => oneByOne(press, client, page.limit() + 1)},
    {label: "forty at once", name: name("forty"), path: "/api/items/7", times: 40, ...client},
  ]
}

let page = {limit: () => 5}  // what the buttons ask of the picture

async function oneByOne(press, client, times) {
  const statuses = []
  for (let number = 0; number < times; number++) statuses.push(...await press.send({path: "/api/status", ...client}))
  press.say(`${client.visitor}: GET /api/status → ${statuses.join(", ")}`)
}

// All but one request at the very end of a window, and a full budget directly after it.
async function doubleBurst(press) {
  const limit = page.limit()
  if (page.remaining(C.address) < limit - 1) await windowOver(press)
  await press.send({path: "/api/status", ...C})
  await pause(ARRIVES_MS)
  const ends = page.windowEnds(C.address)
  if (ends === null) return press.say("Without X-RateLimit-Reset, the page does not know when a window ends.")
  await windowOver(press, page.burstBefore())
  await oneByOne(press, C, page.remaining(C.address))
  await windowOver(press)
  await oneByOne(press, C, limit)
  return press.say("The window ended in between. Now look at the picture.")
}

async function windowOver(press, earlier = -100) {
  for (let left; (left = page.windowEnds(C.address) - page.now()) > earlier;) {
    press.say(`Waiting for the end of client C's window, in ${seconds(left)} …`)
    await pause(Math.min(left - earlier, 500))
  }
}

const pause = ms => new Promise(done => setTimeout(done, ms))

const headerNumber = (request, name) => {
  const line = request.headers.find(header => header.startsWith(`${name}: `))
  return line === undefined ? null : Number(line.slice(name.length + 2))
}

function picture(root, live) {
  const lanes = new Map()
  const place = el("div", {class: "lanes"})
  const says = el("p", {class: "says", id: "picture-says"})
  const legend = el("p", {class: "note"}, "■ passed   □ passed, and was not counted   ✕ refused")
  const rule = el("p", {class: "note"})
  root.append(el("h2", {}, "Each client and its windows"), rule, place, legend, says)
  const limit = () => live.constants.RATE_LIMIT ?? 5
  const span = () => (live.constants.WINDOW_SECONDS ?? 60) * 1000
  const requests = () => [...live.wire.requests.values()]
    .filter(request => /^\w+ \/api\//.test(request.title) && request.ms !== undefined)
  const of = address => requests().filter(request => request.address === address)
  const windowsOf = address => windowsIn(of(address), live.keys.moved, span())
  page = {
    limit,
    now: () => live.now(),
    burstBefore: () => Math.max(1500, span() / 20),
    windowEnds: address => windowsOf(address).at(-1)?.ends ?? null,
    remaining: address => remainingOf(windowsOf(address), live.now()) ?? limit(),
  }

  function draw() {
    const all = requests(), now = live.now()
    const refuses = all.some(isCounted) ? "Further ones are refused" : "Your app is to refuse further ones"
    setText(rule, `A client may send ${limit()} requests within ${seconds(span())}, which is a window. `
      + `${refuses} until the window ends.`)
    for (const {address} of all) if (!lanes.has(address)) lanes.set(address, lane(place, address))
    for (const [address, lane] of lanes) lane.draw(of(address), windowsOf(address), {now, span: span(), limit: limit()})
    const last = all.at(-1)
    setText(says, last ? sentence(last, of(last.address), windowsOf(last.address), {now, span: span(), limit: limit()})
      : "Press “five requests and one more”. Once your app has a limit, the last one is refused.")
  }

  return {draw, clear() { lanes.clear(); place.replaceChildren() }}
}

// The windows that the answers tell of, from their headers: {starts, ends, requests, isMoved}.
// A key that was removed by hand, or got another end, moves the end of its window: {id, at, ends}.
function windowsIn(requests, moved, span) {
  const windows = [], ids = new Set(requests.flatMap(request => request.keys))
  const waiting = moved.filter(({id}) => ids.has(id))
  const move = until => {
    while (waiting.length && waiting[0].at <= until) {
      const {at, ends} = waiting.shift(), last = windows.at(-1)
      if (last && at < last.ends) Object.assign(last, {ends, isMoved: true})
    }
  }
  let left = Infinity
  for (const request of requests) {
    const reset = headerNumber(request, "x-ratelimit-reset"), remaining = headerNumber(request, "x-ratelimit-remaining")
    if (reset === null) continue
    move(request.at)
    const ends = request.at + request.ms + reset * 1000, last = windows.at(-1)
    const isSame = last && request.at < last.ends && !(remaining > left && ends > last.ends + ONE_MORE_MS)
    if (isSame) {
      last.ends = Math.min(last.ends, ends)
      last.requests.push(request)
    } else {
      if (last) last.ends = Math.min(last.ends, request.at)  // it was rounded up
      windows.push({starts: Math.max(Math.min(ends - span, request.at), last?.ends ?? 0), ends, requests: [request]})
    }
    left = remaining
  }
  move(Infinity)
  return windows
}

const isCounted = request => headerNumber(request, "x-ratelimit-remaining") !== null

// What is left of the budget now; null if the answers do not tell.
function remainingOf(windows, now) {
  const last = windows.at(-1)
  return last?.ends > now ? headerNumber(last.requests.at(-1), "x-ratelimit-remaining") : null
}

// How many passed within one length of a window, at most, and how close together they were.
function burst(requests, span) {
  const passed = requests.filter(request => request.status !== 429 && isCounted(request)).map(request => request.at)
  let most = {count: 0, within: 0}
  for (let first = 0, last = 0; last < passed.length; last++) {
    while (passed[last] - passed[first] >= span) first++
    if (last - first + 1 > most.count) most = {count: last - first + 1, first: passed[first], last: passed[last]}
  }
  return most
}

function sentence(request, requests, windows, {now, span, limit}) {
  const who = request.visitor || request.address
  const remaining = headerNumber(request, "x-ratelimit-remaining")
  const window = windows.at(-1)
  const isOver = window && window.ends <= now
  const freed = windows.findLast(({isMoved, ends}) => isMoved && ends <= now)?.ends ?? 0
  const most = burst(requests.filter(({at}) => at >= freed), span)
  if (request.trips.some(trip => trip.fault)) {
    return "Redis did not answer, so the limiter let the request pass: it fails open, and nothing was counted."
  }
  if (isOver && window.isMoved && remaining !== null) {
    return `The window of ${who} ended early, as its key is gone from Redis. The next request begins another `
      + `one, with ${limit} requests.`
  }
  if (most.count > limit && remaining !== null && now - most.last < span) {
    return `${most.count} requests of ${who} passed within ${seconds(most.last - most.first)}, although the limit is `
      + `${limit} in ${seconds(span)}: the end of one window, and the beginning of the next. `
      + "This is the weakness of a fixed window."
  }
  if (request.status === 429) {
    const again = isOver || !window ? "That window has ended: all of them are free again." :
      `The window ends in ${seconds(window.ends - now)}, and then ${limit} are free again.`
    return `Refused, 429: ${who} has used up its ${limit} requests of this window. ${again}`
  }
  if (remaining === null) return "It passed, and without X-RateLimit headers: there is no limit yet. Step 2 sets one."
  if (isOver) return `The window of ${who} has ended: the next request begins another one, with ${limit} requests.`
  const next = remaining ? "" : " The next one will be refused."
  return `Passed: ${who} has ${remaining} of ${limit} requests left in this window, which ends in `
    + `${seconds((window?.ends ?? now) - now)}.${next}`
}

function lane(place, address) {
  const title = el("h3"), slots = el("span", {class: "slots"}), left = el("span", {class: "soft"})
  const strip = drawing(HEIGHT, `The requests from ${address}, and their windows`)
  place.append(el("div", {"data-client": address}, title, el("p", {class: "line"}, slots, left), strip))

  function draw(requests, windows, {now, span, limit}) {
    const last = requests.at(-1)
    const isOver = !windows.length || windows.at(-1).ends <= now
    const remaining = remainingOf(windows, now) ?? limit
    const isKnown = windows.length > 0
    setText(title, last?.visitor ? `${last.visitor}, ${address}` : address)
    setText(slots, isKnown ? "●".repeat(limit - remaining) + "○".repeat(remaining) : "")
    setText(left, !isKnown ? "no X-RateLimit headers"
      : isOver ? `Remaining ${limit}: no window is open`
      : `Remaining ${remaining}; the window ends in ${seconds(windows.at(-1).ends - now)}`)
    const from = now - 1.25 * span, to = now + span
    strip.redraw(width => {
      const x = at => (at - from) / (to - from) * width
      const isSeen = ({starts, ends}) => ends > from && starts < to
      return [
        ...windows.filter(isSeen).map(window => box(window, x, now)),
        svg("line", {class: "edge", x1: x(now), x2: x(now), y1: 4, y2: BOTTOM + 2}),
        svg("text", {x: x(now), y: HEIGHT - 6, "text-anchor": "middle"}, "now"),
        ...columns(requests.filter(({at}) => at > from), windows, x).flatMap(column),
      ]
    })
  }

  return {draw}
}

function box({starts, ends}, x, now) {
  const isNow = starts <= now && now < ends, left = Math.max(0, x(starts)), width = Math.max(1, x(ends) - left)
  return [
    svg("rect", {class: `window ${isNow ? "now" : ""}`, x: left, width, y: 8, height: BOTTOM - 8, rx: 4}),
    svg("text", {x: x(ends) - 4, y: 22, "text-anchor": "end"}, isNow ? "ends" : ""),
  ]
}

// Requests that are close together stand upon each other, in one column. None leaves its window.
function columns(requests, windows, x) {
  const windowOf = new Map(windows.flatMap(window => window.requests.map(request => [request, window])))
  const found = []
  for (const request of requests) {
    const window = windowOf.get(request), last = found.at(-1), at = within(window, x(request.at), x)
    const isNear = last && at < last.x + STEP && (!window || !last.window || window === last.window)
    if (isNear) Object.assign(last, {window: last.window ?? window, requests: [...last.requests, request]})
    else found.push({x: at, window, requests: [request]})
  }
  return found
}

function within(window, at, x) {
  if (!window) return at
  const left = x(window.starts), right = x(window.ends)
  return right - left < STEP ? (left + right) / 2 : Math.min(right - STEP / 2, Math.max(left + STEP / 2, at))
}

// The marks of a column, from below. If they are too many, those of one kind become one, with their number.
function column({x, requests}) {
  const kinds = Map.groupBy(requests, kindOf)
  let rows = requests.map(request => [request])
  for (const same of [...kinds.values()].sort((one, other) => other.length - one.length)) {
    if (rows.length <= ROWS) break
    rows = [...rows.filter(([request]) => !same.includes(request)), same]
  }
  return rows.flatMap((same, number) => mark(same, x, BOTTOM - 9 - number * STEP))
}

const kindOf = request => request.status === 429 ? "refused" : isCounted(request) ? "passed" : "passed uncounted"

function mark(requests, x, y) {
  const [request] = requests, kind = kindOf(request)
  const box = {class: kind === "passed" ? "pass" : "uncounted", x: x - 4, y: y - 4, width: 8, height: 8}
  const shape = kind === "refused" ? cross(x, y, 4) : svg("rect", box)
  const words = `${requests.length} ${kind}`
  shape.append(svg("title", {}, requests.length > 1 ? words : `${request.title}: ${request.status}`))
  if (requests.length === 1) return [shape]
  const [side, anchor] = x > 120 ? [-8, "end"] : [8, "start"]
  return [shape, svg("text", {class: "sum", x: x + side, y: y + 4, "text-anchor": anchor}, words)]
}

export default {presses, picture}
