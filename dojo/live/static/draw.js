// Makes elements. Whatever comes from the app or from Redis becomes text, never HTML.

export function el(name, properties = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") element.className = value
    else if (key in element) element[key] = value
    else element.setAttribute(key, value)
  }
  element.append(...children.flat().filter(child => child !== null && child !== ""))
  return element
}

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children.flat())
  return element
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text  // a status that does not change is not read out again
}

export const countOf = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`

export const milliseconds = ms => ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`

export const seconds = ms => `${Math.max(0, Math.ceil(ms / 1000))} s`

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : null
}

// A drawing of a fixed height, as wide as its place is.
export function drawing(height, label) {
  const root = svg("svg", {role: "img", "aria-label": label})
  root.redraw = draw => {
    const width = Math.max(240, root.parentElement?.clientWidth ?? 600)
    root.setAttribute("viewBox", `0 0 ${width} ${height}`)
    root.replaceChildren(...draw(width).flat())
  }
  return root
}

export function cross(x, y, half) {
  const [left, top, low, size] = [x - half, y - half, y + half, 2 * half]
  return svg("path", {class: "refused", d: `M${left} ${top}l${size} ${size}M${left} ${low}l${size} ${-size}`})
}
