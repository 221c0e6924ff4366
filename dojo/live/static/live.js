// The page at /live: it listens to the server's events, and gives each part of the page what concerns it.

import {Keys} from "/live/keys.js"
import {Press} from "/live/press.js"
import {Wire} from "/live/wire.js"
import {setText} from "/live/draw.js"
import kata from "/live/kata.js"

const at = id => document.getElementById(id)

class Page {
  run = null
  events = null
  ahead = 0  // of the server's clock, seen from this one

  constructor() {
    this.wire = new Wire()
    this.press = new Press(this, kata)
    this.keys = new Keys(this)
    document.body.classList.toggle("no-picture", !kata?.picture)
    at("every-key").onchange = () => { this.asked = true; this.connect() }
    this.connect()
    setInterval(() => this.tick(), 250)
  }

  now() { return Date.now() + this.ahead }

  connect() {
    this.events?.close()
    const events = this.events = new EventSource(`/live/events${at("every-key").checked ? "?keys=all" : ""}`)
    const on = (name, react) => events.addEventListener(name, event => { react(JSON.parse(event.data)); this.tick() })
    on("hello", hello => this.hello(hello))
    on("requests", requests => { for (const request of requests) this.wire.take(request) })
    on("fault", fault => this.press.showFault(fault))
    on("keys", keys => this.keys.take(keys))
    on("elsewhere", () => this.elsewhere(events))
    events.onerror = () => this.lost(events)
  }

  hello(hello) {
    if (this.run !== null && this.run !== hello.run) { this.wire.clear(); this.keys.clear(); this.picture?.clear?.() }
    Object.assign(this, hello)
    this.ahead = hello.time - Date.now()
    document.title = `${hello.kata} · live`
    setText(at("kata"), hello.kata)
    setText(at("redis"), `Redis: ${hello.redis}`)
    at("stopped").hidden = true
    this.keys.lookAgain()  // what this page sees for the first time is not new
    if (hello.is_private && !this.asked && !at("every-key").checked) {
      at("every-key").checked = true  // every key in this fakeredis is the app's
      this.connect()
      return
    }
    if (kata?.picture && !this.picture) {
      at("picture").hidden = false
      this.picture = kata.picture(at("picture"), this)
    }
    this.tick()
  }

  lost(events) {
    setText(at("state"), "✕ no connection")
    setText(at("stopped"), "The app does not answer. If you stopped it, start it again: "
      + `python katas/${this.kata ?? "…"}/main.py. This page connects by itself.`)
    at("stopped").hidden = false
    if (events.readyState === EventSource.CLOSED) setTimeout(() => { if (this.events === events) this.connect() }, 1000)
  }

  // A browser has too few connections for many of these pages: the newest ones have them.
  elsewhere(events) {
    events.close()
    setText(at("state"), "✕ closed here")
    setText(at("stopped"), "This page is open in several newer tabs. Reload it to use it here.")
    at("stopped").hidden = false
  }

  tick() {
    const isOpen = this.events.readyState === EventSource.OPEN
    if (isOpen) setText(at("state"), this.wire.isPaused ? "‖ paused" : "● live")
    this.keys.tick()
    if (isOpen && !document.hidden) this.picture?.draw()
  }
}

new Page()
