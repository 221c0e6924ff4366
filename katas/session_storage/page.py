"""The page at / that uses the routes of session_storage from a browser. Given: do not edit.

It cannot read the cookie: HttpOnly hides the id from every script, this one too.
So it counts the TTL down from SESSION_TTL_SECONDS, and starts again after each successful request.
"""

import os

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

page = APIRouter()


@page.get("/", include_in_schema=False)
async def show() -> HTMLResponse:
    return HTMLResponse(HTML.replace("{ttl}", str(int(os.environ.get("SESSION_TTL_SECONDS", "1800")))))


HTML = """<!doctype html>
<html lang="en" data-theme="light">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>session_storage</title>
<link rel="icon" href="data:,">
<style>
  :root { --paper: #fdfaf4; --ink: #2b2a33; --accent: #b3262b }
  :root[data-theme=dark] { --paper: #1d1f27; --ink: #ece7dc; --accent: #ff8a7a }
  body { background: var(--paper); color: var(--ink); font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem;
         margin: 4rem auto; padding: 0 1rem }
  input, select, button { font: inherit; color: inherit; background: transparent; border: 1px solid;
                          padding: .2rem .5rem }
  label { display: block; margin: .5rem 0 }
  [hidden] { display: none }
  a { color: inherit }
  #message { color: var(--accent) }
</style>

<h1>session_storage</h1>
<p id="message" role="status"></p>

<form id="login" hidden>
  <label>Name <input name="username" autocomplete="username" required></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <button>Log in</button>
</form>

<section id="session" hidden>
  <p><strong id="hello"></strong> (user <span id="user_id"></span>)</p>
  <p>Unused, this session ends in <strong id="left"></strong> s.</p>
  <label>Theme <select id="theme"><option>light<option>dark</select></label>
  <label>Language <select id="language"><option>en<option>de<option>fr</select></label>
  <button id="use">Use the session</button>
  <button id="logout">Log out</button>
</section>
<p><a href="/live">What does Redis do?</a></p>

<script>
  const TTL = {ttl}, HELLO = {en: "Hello", de: "Hallo", fr: "Bonjour"}
  const at = id => document.getElementById(id)
  let ends = null

  async function ask(method, url, body) {
    const headers = body ? {"Content-Type": "application/json"} : {}
    const answer = await fetch(url, {method, headers, body: body && JSON.stringify(body)})
    const json = await answer.json().catch(() => null)
    return {ok: answer.ok, status: answer.status, json}
  }

  function show(profile, message = "") {
    ends = profile && Date.now() + TTL * 1000
    at("message").textContent = message
    at("login").hidden = Boolean(profile)
    at("session").hidden = !profile
    document.documentElement.dataset.theme = profile?.theme ?? "light"
    document.documentElement.lang = profile?.language ?? "en"
    if (!profile) return
    at("hello").textContent = `${HELLO[profile.language] ?? "Hello"}, ${profile.username}`
    at("user_id").textContent = profile.user_id
    at("theme").value = profile.theme
    at("language").value = profile.language
    count()
  }

  async function load(otherwise = "") {
    const {ok, status, json} = await ask("GET", "/profile")
    if (ok) show(json)
    else show(null, status == 401 ? otherwise : `${status}: ${json?.detail ?? "no answer"}`)
  }

  async function change(field) {
    const {ok, status, json} = await ask("PUT", `/profile/${field}`, {value: at(field).value})
    if (ok) load()
    else if (status == 401) show(null, "Your session has ended. Log in again.")
    else at("message").textContent = `${status}: ${json?.detail ?? "no answer"}`
  }

  function count() {
    if (ends === null) return
    const left = Math.ceil((ends - Date.now()) / 1000)
    at("left").textContent = Math.max(0, left)
    // It may have been used elsewhere, in another tab: only the server knows. Asking is a use, if there is one left.
    if (left < 0) { ends = null; load("Your session has expired. Log in again.") }
  }

  at("login").onsubmit = async event => {
    event.preventDefault()
    const {ok, json} = await ask("POST", "/login", Object.fromEntries(new FormData(event.target)))
    event.target.password.value = ""
    if (ok) load("Logged in, but not remembered: /profile does not know the session.")
    else show(null, typeof json?.detail == "string" ? json.detail : "That did not work.")
  }
  at("logout").onclick = async () => {
    const {ok, status, json} = await ask("POST", "/logout")
    if (ok) show(null, "Logged out.")
    else at("message").textContent = `${status}: ${json?.detail ?? "no answer"}`
  }
  at("use").onclick = () => load("Your session has ended. Log in again.")
  at("theme").onchange = () => change("theme")
  at("language").onchange = () => change("language")
  setInterval(count, 250)
  load()
</script>
"""
