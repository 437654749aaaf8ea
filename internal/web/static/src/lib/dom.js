// What all modules need of the page: its data, elements, and a voice.

/** The data that the server wrote into the page, or null. */
export function readData(id) {
  const script = document.getElementById(id);
  if (!script) return null;
  try {
    return JSON.parse(script.textContent);
  } catch {
    return null;
  }
}

/** A new HTML element. Children are nodes or text, never markup. */
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) e.setAttribute(name, "");
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children);
  return e;
}

/** href if it leads to a page of this host, else null. */
export function ownPath(href) {
  return typeof href === "string" && /^\/(?![/\\])/.test(href) ? href : null;
}

/** Says text to those who hear the page, once. */
export function announce(text) {
  let region = document.getElementById("announcer");
  if (!region) {
    region = el("div", { id: "announcer", role: "status", class: "visually-hidden" });
    document.body.append(region);
  }
  region.textContent = region.textContent === text ? text + "\u00a0" : text;
}

/** What a failed answer says of itself: problem+json's detail, else its status. */
export async function reasonOf(answer) {
  try {
    const body = await answer.json();
    return String(body.detail || body.title || body.error || answer.status);
  } catch {
    return `the server answered ${answer.status}`;
  }
}

const remembered = "chancery.";

/** Settings of this browser; without storage they last as long as the page. */
export const settings = {
  get(name) {
    try {
      return localStorage.getItem(remembered + name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value == null) localStorage.removeItem(remembered + name);
      else localStorage.setItem(remembered + name, value);
    } catch {
      // Private windows and full disks: nothing depends on it.
    }
  },
};
