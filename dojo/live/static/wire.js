// The wire: the last 200 requests, the newest first, each with its round trips.

import {countOf, el, milliseconds, setText} from "/live/draw.js"

const MOST = 200
const WORDS = {
  200: "OK", 201: "Created", 204: "No Content",
  400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
  422: "Unprocessable", 429: "Too Many Requests",
  500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
}
const at = id => document.getElementById(id)

export class Wire {
  requests = new Map()  // by number, in their order; also while the page is paused
  isPaused = false
  #items = new Map()
  #waiting = new Set()

  constructor() {
    at("pause").onclick = () => this.#pause(!this.isPaused)
    at("filter").oninput = () => this.#count()
    this.#count()
  }

  take(request) {
    this.requests.set(request.number, request)
    for (const number of this.requests.keys()) {
      if (this.requests.size <= MOST) break
      this.requests.delete(number)
    }
    if (this.isPaused) this.#waiting.add(request.number)
    else this.#show(request)
    this.#count()
  }

  clear() {
    this.requests.clear()
    this.#waiting.clear()
    this.#items.clear()
    at("requests").replaceChildren()
    this.#count()
  }

  #pause(isPaused) {
    this.isPaused = isPaused
    at("pause").setAttribute("aria-pressed", isPaused)
    for (const number of isPaused ? [] : this.#waiting) {
      if (this.requests.has(number)) this.#show(this.requests.get(number))
    }
    if (!isPaused) this.#waiting.clear()
    this.#count()
  }

  #show(request) {
    const item = this.#items.get(request.number) ?? el("li", {"data-number": request.number})
    const isOpen = item.querySelector("details")?.open ?? false
    item.replaceChildren(...parts(request, isOpen))
    item.words = item.textContent.toLowerCase()
    if (!this.#items.has(request.number)) at("requests").prepend(item)
    this.#items.set(request.number, item)
    for (const number of this.#items.keys()) {
      if (this.#items.size <= MOST) break
      this.#items.get(number).remove()
      this.#items.delete(number)
    }
  }

  #count() {
    const wanted = at("filter").value.trim().toLowerCase()
    let shown = 0
    for (const item of this.#items.values()) {
      item.hidden = !item.words.includes(wanted)
      shown += !item.hidden
    }
    const waiting = this.isPaused ? `, paused: ${this.#waiting.size} new` : ""
    const all = wanted ? `${shown} of ${countOf(this.#items.size, "request")}` : countOf(this.#items.size, "request")
    setText(at("shown"), this.#items.size || waiting ? all + waiting : "No request yet. Press a button, or use curl.")
  }
}

function parts(request, isOpen) {
  const {status, ms} = request
  const words = status === null ? "in flight" : `${status} ${WORDS[status] ?? ""}`.trim()
  const sent = request.round_trips ? countOf(request.round_trips, "round trip") : "nothing was sent to Redis"
  const time = new Date(request.at).toLocaleTimeString("en-GB")
  return [
    el("div", {class: "line"},
      el("span", {class: "title"}, request.title),
      el("span", {class: `status ${status === null ? "" : status < 400 ? "good" : "bad"}`}, words),
      ms === undefined ? "" : el("span", {class: "ms"}, milliseconds(ms)),
      el("span", {class: "soft"}, status === null && !request.round_trips ? "" : sent),
      el("span", {class: "soft"}, `${time}, from ${request.who}`)),
    request.headers.length ? el("div", {class: "soft mono headers"}, request.headers.join(" · ")) : "",
    request.error ? el("p", {class: "error"}, request.error) : "",
    ...request.trips.map(trip),
    request.round_trips > request.trips.length
      ? el("p", {class: "soft"}, `… ${countOf(request.round_trips - request.trips.length, "more round trip")}`) : "",
    request.answer
      ? el("details", {class: "answer", open: isOpen}, el("summary", {}, "the answer"),
          el("pre", {}, request.answer + (request.end ? `…${request.end}` : ""))) : "",
  ].filter(Boolean)
}

const togetherOf = commands => commands[0].sent === "MULTI"
  ? "sent together; between MULTI and EXEC no other client gets in:" : "sent together:"

function trip({commands, more, fault}) {
  const lines = commands.flatMap(({sent, reply}) => [
    el("pre", {class: "sent"}, sent),
    fault ? "" : el("pre", {class: "reply"}, reply || "…"),
  ])
  return el("div", {class: "trip"},
    commands.length > 1 || more ? el("span", {class: "soft"}, togetherOf(commands)) : "",
    commands.length ? lines : el("pre", {class: "sent"}, "(connecting)"),
    more ? el("pre", {}, more) : "",
    fault ? el("pre", {class: "fault"}, `✕ ${fault}`) : "")
}
