// What one can press: the requests of the kata, the faults of Redis, and a request of one's own.

import {el, setText} from "/live/draw.js"

const at = id => document.getElementById(id)

const FAULTS = {
  away: "Redis is away. Each command of your app fails with a redis.exceptions.ConnectionError.",
  slow: "Redis is slow. Each round trip of your app takes 200 ms longer.",
  cut: "Your app gets one more round trip. Then the connection is cut, and stays cut.",
}
const IS_CUT = "The connection to Redis is cut. Each command of your app fails with a redis.exceptions.ConnectionError."

// Ask the server for something. What is wrong is shown; then the answer is null.
export async function ask(path, body) {
  try {
    const answer = await fetch(path, {method: "POST", body: JSON.stringify(body)})
    if (answer.ok) return await answer.json()
    setText(at("says"), await answer.text())
  } catch {
    setText(at("says"), "The app does not answer. Is it still running?")
  }
  return null
}

export class Press {
  constructor(page, kata) {
    this.page = page
    for (const group of kata?.presses ?? []) at("presses").append(this.#group(group))
    for (const button of document.querySelectorAll("[data-fault]")) {
      button.onclick = () => this.#break(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.fault)
    }
    at("repair").onclick = () => this.#break("")
    const form = at("own").querySelector("form")
    form.onsubmit = event => { event.preventDefault(); this.#own(form) }
  }

  // Send a request once, or `times` at once: {method, path, body, times, visitor, address}. Returns the statuses.
  async send(request) {
    const statuses = await ask("/live/send", {method: "GET", ...request}) ?? []
    const counts = new Map()
    for (const status of statuses.toSorted()) counts.set(status, (counts.get(status) ?? 0) + 1)
    const words = [...counts].map(([status, count]) => count > 1 ? `${count} × ${status}` : `${status}`).join(", ")
    const who = request.visitor ? `${request.visitor}: ` : ""
    if (statuses.length) this.say(`${who}${request.method ?? "GET"} ${request.path} → ${words}`)
    return statuses
  }

  say(words) { setText(at("says"), words) }

  showFault({fault, is_cut: isCut}) {
    at("fault").hidden = !fault
    setText(at("fault-says"), isCut ? IS_CUT : FAULTS[fault] ?? "")
    for (const button of document.querySelectorAll("[data-fault]")) {
      button.setAttribute("aria-pressed", button.dataset.fault === fault)
    }
  }

  #group({title, note, buttons}) {
    const below = note ? el("p", {}, note) : ""
    return el("fieldset", {}, el("legend", {}, title), buttons.map(one => this.#button(one)), below)
  }

  #button({label, hint, name, run, ...request}) {
    const words = label ?? `${request.method ?? "GET"} ${request.path}`
    const button = el("button", {type: "button", title: hint ?? "", "data-press": name ?? words},
      el("span", {class: label ? "" : "mono"}, words))
    button.onclick = async () => {
      button.disabled = true
      try { await (run ? run(this) : this.send(request)) } finally { button.disabled = false }
    }
    return button
  }

  async #break(fault) {
    const now = await ask("/live/fault", {fault})
    if (!now) return
    this.showFault(now)
    this.say(fault ? `${FAULTS[fault]} Now press a button above.` : "Redis is as it was.")
  }

  #own(form) {
    const {method, path, body} = Object.fromEntries(new FormData(form))
    try {
      return this.send({method, path, body: body.trim() ? JSON.parse(body) : null})
    } catch (error) {
      return this.say(`The body is not JSON: ${error.message}`)
    }
  }
}
