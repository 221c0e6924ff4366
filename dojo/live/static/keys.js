// The keys: what is in Redis now, with each TTL as a bar that runs down, and what has just happened to a key.

import {countOf, el, seconds, setText} from "/live/draw.js"
import {ask} from "/live/press.js"

const FRESH_MS = 3000  // how long a change is marked
const LIFTED_MS = 400  // a TTL that ends this much later was renewed
const at = id => document.getElementById(id)

export class Keys {
  problem = ""
  rows = new Map()  // by id: what the server says
  moved = []  // the keys whose end was moved by hand, or came early: {id, at, ends}
  onchange = () => {}
  #items = new Map()
  #gone = new Map()

  constructor(page) { this.page = page }

  take({keys, more, ended, moved, problem}) {
    const before = this.rows, now = this.page.now()
    this.rows = new Map(keys.map(row => [row.id, row]))
    for (const row of keys) {
      const old = before.get(row.id)
      const change = changeOf(row, old, this.hasLooked)
      if (change) Object.assign(row, {change, until: now + FRESH_MS})
      else if (old?.until > now) Object.assign(row, {change: old.change, until: old.until})
      this.#gone.delete(row.id)
    }
    for (const [id, row] of before) {
      if (this.rows.has(id) || problem) continue
      const isOver = row.ends !== null && row.ends <= now + LIFTED_MS
      const change = isOver ? "expired" : ended[id]  // without either, it only has no place in the list any more
      if (change) this.#gone.set(id, {...row, change, until: now + FRESH_MS})
    }
    this.hasLooked = true
    this.moved = moved
    this.problem = problem ?? ""
    setText(at("more-keys"), more ? `… and ${countOf(more, "more key")}. The first ${keys.length} are shown.` : "")
    this.#show()
    this.onchange()
  }

  #noKeys() {
    const requests = [...this.page.wire.requests.values()].filter(request => request.title !== "GET /health")
    if (!requests.length || requests.some(request => request.round_trips)) return "No keys."
    return "No keys: your app has sent nothing to Redis yet. To see one that does, stop this one, and type: "
      + `python solutions/${this.page.kata}/main.py`
  }

  lookAgain() { this.rows = new Map(); this.#gone.clear(); this.hasLooked = false }

  clear() { this.lookAgain(); this.#show() }

  tick() {
    const now = this.page.now()
    for (const [id, row] of this.#gone) {
      if (row.until > now) continue
      this.#gone.delete(id)
      this.#items.get(id)?.remove()
      this.#items.delete(id)
    }
    setText(at("no-keys"), this.problem || (this.rows.size ? "" : this.#noKeys()))
    for (const [id, item] of this.#items) item.tick(this.#gone.get(id) ?? this.rows.get(id), now)
  }

  #show() {
    const order = (one, other) => one.key < other.key ? -1 : one.key > other.key ? 1 : 0
    const wanted = [...this.rows.values(), ...this.#gone.values()].sort(order)
    const ids = new Set(wanted.map(row => row.id))
    for (const [id, item] of this.#items) {
      if (!ids.has(id)) { item.remove(); this.#items.delete(id) }
    }
    let before = null
    for (const row of wanted) {
      let item = this.#items.get(row.id)
      if (!item) this.#items.set(row.id, item = itemOf(row))
      item.fill(row)
      const place = before ? before.nextSibling : at("key-list").firstChild
      if (item !== place) at("key-list").insertBefore(item, place)
      before = item
    }
    this.tick()
  }
}

const valueOf = row => JSON.stringify([row.type, row.size, row.words])

function changeOf(row, old, isKnown) {
  if (!old) return isKnown ? "written" : ""
  if (valueOf(row) !== valueOf(old)) return "written"
  if (row.ends !== null && (old.ends === null || row.ends > old.ends + LIFTED_MS)) return "renewed"
  return row.ends !== old.ends && (row.ends ?? 0) < (old.ends ?? Infinity) - LIFTED_MS ? "shortened" : ""
}

function itemOf(row) {
  const badge = el("span", {class: "badge", hidden: true})
  const value = el("div", {class: "value mono"})
  const bar = el("i"), left = el("span")
  const track = el("div", {class: "track"}, bar)
  const ttl = el("div", {class: "ttl"}, track, left)
  const buttons = ["Expire now", "Expire in 5 s", "Delete"].map(label => {
    const button = el("button", {type: "button", "aria-label": `${label}: ${row.key}`}, label)
    button.onclick = () => ask("/live/key", {id: row.id, do: label.toLowerCase().replace(" now", "")})
    return button
  })
  const item = el("li", {"data-key": row.key},
    el("div", {class: "line"},
      el("span", {class: "title"}, row.key), el("span", {class: "badge type"}, row.type), badge),
    value, ttl, el("div", {class: "actions"}, buttons))

  item.fill = row => {
    if (item.shown !== valueOf(row)) value.replaceChildren(...valueParts(row))
    item.shown = valueOf(row)
    value.classList.toggle("counter", isCounter(row))
  }
  item.tick = (row, now) => {
    if (!row) return
    const isFresh = row.until > now, isGone = row.change === "expired" || row.change === "deleted"
    badge.hidden = !isFresh
    if (isFresh) setText(badge, row.change)
    item.classList.toggle("changed", isFresh && !isGone)
    item.classList.toggle("gone", isFresh && isGone)
    for (const button of buttons) button.disabled = isFresh && isGone
    const rest = row.ends === null ? 0 : Math.max(0, row.ends - now)
    track.hidden = row.ends === null
    bar.style.transform = `scaleX(${row.whole ? Math.min(1, rest / row.whole) : 0})`
    setText(left, isFresh && isGone ? row.change : row.ends === null ? "no TTL: it stays"
      : `TTL ${seconds(rest)} of ${seconds(row.whole)}${row.on_fields ? ", on its fields" : ""}`)
  }
  return item
}

const isCounter = row => row.type === "string" && /^-?\d{1,15}$/.test(row.words[0] ?? "")

function valueParts({type, size, words}) {
  if (type === "string") {
    const more = size > 300 ? el("span", {class: "soft"}, ` (${size.toLocaleString("en")} bytes)`) : ""
    return [words[0] ?? "", more]
  }
  if (type === "hash" || type === "zset") {
    const pairs = words.flatMap((word, number) => number % 2 ? [] : [[word, words[number + 1] ?? ""]])
    const rows = pairs.map(([field, value]) => el("tr", {}, el("th", {scope: "row"}, field), el("td", {}, value)))
    return [el("table", {}, el("tbody", {}, rows)), moreOf(size - pairs.length)]
  }
  return [el("pre", {}, words.join("\n")), moreOf(size - words.length)]
}

const moreOf = number => number > 0 ? el("p", {class: "soft"}, `… ${number.toLocaleString("en")} more`) : ""
