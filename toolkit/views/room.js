// The practice room: the manager's card, the talk, a timer, a box to type in. It draws what the kernel says and keeps
// nothing but the unsent draft. Every text goes in as a text node, so nothing that anyone typed can become markup.

const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

const spoken = (text) =>
  text.split(/(\[[^\[\]]*\])/).filter(Boolean).map((part) => (/^\[.*\]$/.test(part) ? make("em", {}, part.slice(1, -1)) : part));

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const NO_ANSWER_AFTER = 8000;
const THINKS_AFTER = 300;  // an answer that comes sooner needs no sign

function render({ model, el }) {
  const id = `oo-${Math.random().toString(36).slice(2, 9)}`;
  const draftKey = () => `one-on-one:${model.get("draft_key")}`;

  // --- the card -----------------------------------------------------------------------------------------------------
  const card = model.get("card");
  const time = make("span", { role: "timer", "aria-label": "Time left", class: "oo-time" });
  const pause = make("button", { type: "button", class: "oo-plain" });
  const clockBox = make("div", { class: "oo-clock" }, time, pause);
  const cardBox = make(
    "section", { class: "oo-card", "aria-labelledby": `${id}-card` },
    make("h3", { id: `${id}-card` }, card.title),
    make("p", {}, card.who), make("p", {}, card.why),
    make("p", { class: "oo-label" }, "What you have noticed"),
    make("ul", {}, ...card.noticed.map((line) => make("li", {}, line))),
    clockBox,
  );

  // --- the talk -----------------------------------------------------------------------------------------------------
  const list = make("ol", {});
  const thinking = make("p", { class: "oo-thinking", "aria-live": "polite" });
  const log = make("div", { class: "oo-log", role: "log", "aria-label": `Talk with ${card.name}`, tabindex: "0" }, list, thinking);
  const notice = make("p", { class: "oo-notice", role: "alert" });
  const status = make("p", { class: "oo-status", role: "status" });
  const start = make("button", { type: "button", class: "oo-main" }, "Start the talk");
  const box = make("textarea", { id: `${id}-box`, rows: "2", maxlength: "2000", placeholder: `What you say to ${card.name}` });
  const send = make("button", { type: "submit", class: "oo-main" }, "Say it");
  const end = make("button", { type: "button", class: "oo-plain" }, "End the talk");
  const hint = make("button", { type: "button", class: "oo-plain" }, "A hint");
  const tip = make("p", { class: "oo-status", role: "status" });
  const sure = make("span", { class: "oo-sure", hidden: "" });
  const yes = make("button", { type: "button", class: "oo-plain" }, "Yes, end it");
  const no = make("button", { type: "button", class: "oo-plain" }, "Keep talking");
  sure.append("End the talk now? ", yes, no);
  const form = make(
    "form", { class: "oo-form" },
    make("label", { for: `${id}-box` }, "Your turn ", make("span", { class: "oo-hint" }, "Enter says it, Shift+Enter starts a new line. “…” waits in silence.")),
    box, make("div", { class: "oo-buttons" }, send, end, sure, hint), tip,
  );
  const worded = make("p", { class: "oo-worded" });
  const talk = make("section", { class: "oo-talk", "aria-label": "The talk" }, log, notice, status, start, form, worded);

  let waiting = null, sent = "";
  const ask = (message) => model.send(message);
  const settle = () => { clearTimeout(waiting); waiting = null; send.disabled = false; };
  const submit = () => {
    const text = box.value.trim();
    if (!text || waiting) return;
    send.disabled = true;
    sent = text;
    waiting = setTimeout(() => {
      settle();
      notice.textContent = "The notebook's kernel does not answer. Your line is still in the box. Choose Kernel ▸ Restart Kernel, then run this cell again: the talk goes on where it was.";
    }, NO_ANSWER_AFTER + 1000 * model.get("patience"));
    ask({ do: "say", text });
  };

  const drawTurn = (turn, n) => {
    const mine = turn.speaker === "manager";
    const item = make(
      "li", { class: mine ? "oo-mine" : "oo-theirs" },
      make("span", { class: "oo-who" }, `${mine ? "You" : card.name}${model.get("can_replay") ? ` · turn ${n + 1}` : ""}`),
      make("span", { class: "oo-said" }, ...spoken(turn.text)),
    );
    if (mine && model.get("can_replay")) {
      const again = make("button", { type: "button", class: "oo-again", "aria-label": `Replay from here, turn ${n + 1}` }, "Replay from here");
      again.addEventListener("click", () => ask({ do: "replay", turn: n }));
      item.append(again);
    }
    return item;
  };
  const drawTurns = () => {
    const turns = model.get("turns");
    const earlier = model.get("earlier");
    list.replaceChildren(...turns.map(drawTurn));
    if (earlier > 0 && list.children[earlier]) list.children[earlier].before(make("li", { class: "oo-line" }, "Replayed from here"));
    else if (earlier > 0) list.append(make("li", { class: "oo-line" }, "Replayed from here: say something else"));
    if (!turns.length) list.append(make("li", { class: "oo-line" }, `${card.name} is waiting for you to begin.`));
    log.scrollTop = log.scrollHeight;
  };
  // A new turn is added, not redrawn, so that a screen reader reads the new turn only.
  const onTurns = () => {
    onSaid();
    const turns = model.get("turns");
    const shown = list.querySelectorAll("li:not(.oo-line)").length;
    if (shown === 0 || turns.length < shown || shown === model.get("earlier")) return drawTurns();
    for (let n = shown; n < turns.length; n += 1) list.append(drawTurn(turns[n], n));
    log.scrollTop = log.scrollHeight;
  };

  // --- the timer: the kernel keeps the time, the page only counts on between its words ---------------------------------
  let base = 0, since = performance.now(), saidUp = false;
  const onClock = () => { base = model.get("elapsed"); since = performance.now(); tick(); };
  const tick = () => {
    const running = model.get("running");
    const elapsed = base + (running ? (performance.now() - since) / 1000 : 0);
    const left = model.get("minutes") * 60 - elapsed;
    time.textContent = left >= 0 ? `${clock(Math.ceil(left))} left` : `${clock(-left)} over`;
    time.classList.toggle("oo-over", left < 0);
    if (left < 0 && running && !saidUp) { saidUp = true; status.textContent = "The time is up. Bring the talk to a close; nothing is cut off."; }
  };

  const onPhase = () => {
    const phase = model.get("phase");
    start.hidden = phase !== "ready";
    form.hidden = phase !== "talking";
    pause.hidden = phase !== "talking";
    clockBox.hidden = phase === "ended";
    pause.textContent = model.get("running") ? "Pause" : "Go on";
    pause.setAttribute("aria-label", model.get("running") ? "Pause the timer" : "Let the timer go on");
    tick();
  };
  const onHint = () => { hint.hidden = !model.get("stuck") || model.get("hint") !== ""; tip.textContent = model.get("hint"); };
  const onNotice = () => { notice.textContent = model.get("notice"); };

  // The sign stands inside the log, so that nothing on the page moves when it comes and goes.
  let soon = null;
  const onThinking = () => {
    clearTimeout(soon);
    const show = (text) => {
      thinking.textContent = text;
      list.hidden = text !== "" && !model.get("turns").length;  // who is thinking is no longer waiting for you to begin
      log.scrollTop = log.scrollHeight;
    };
    if (model.get("thinking")) soon = setTimeout(show, THINKS_AFTER, `${card.name} is thinking …`);
    else if (thinking.textContent) show("");
  };
  const onWording = () => { worded.textContent = model.get("wording"); };

  // The line leaves the box only when it stands in the talk; what was typed meanwhile stays.
  const empty = () => { box.value = ""; localStorage.removeItem(draftKey()); };
  const onSaid = () => {
    settle();
    if (sent && box.value.trim() === sent) empty();
    sent = "";
    onNotice();
  };
  const onRefused = (message) => { if (message.refused) { settle(); sent = ""; } };

  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  box.addEventListener("input", () => localStorage.setItem(draftKey(), box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  // JupyterLab has its own meaning for many keys; inside the room they are the room's.
  el.addEventListener("keydown", (event) => event.stopPropagation());
  start.addEventListener("click", () => ask({ do: "start" }));
  hint.addEventListener("click", () => { ask({ do: "hint" }); box.focus(); });
  pause.addEventListener("click", () => ask({ do: model.get("running") ? "pause" : "resume" }));
  end.addEventListener("click", () => { sure.hidden = false; end.hidden = true; yes.focus(); });
  no.addEventListener("click", () => { sure.hidden = true; end.hidden = false; box.focus(); });
  yes.addEventListener("click", () => { sure.hidden = true; end.hidden = false; ask({ do: "end" }); });

  const watched = { "change:turns": onTurns, "change:can_replay": drawTurns, "change:phase": onPhase, "change:running": onPhase,
    "change:elapsed": onClock, "change:notice": onNotice, "change:stuck": onHint, "change:hint": onHint, "change:thinking": onThinking,
    "change:wording": onWording, "msg:custom": onRefused };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  // A room that somebody has asked for may be out of sight: take them there, once.
  const onArrive = () => {
    if (!model.get("arrive")) return;
    model.set("arrive", false);
    model.save_changes();
    const first = { ready: start, talking: box, ended: log }[model.get("phase")];
    setTimeout(() => { el.scrollIntoView({ block: "start" }); first.focus({ preventScroll: true }); }, 100);
  };
  model.on("change:arrive", onArrive);
  const focusBox = () => { if (model.get("phase") === "talking") box.focus(); };
  model.on("change:phase", focusBox);

  el.classList.add("oo-room");
  el.append(cardBox, talk);
  box.value = localStorage.getItem(draftKey()) ?? "";
  // A page that was reloaded while a line was being answered still has the line as a draft.
  if (box.value.trim() === model.get("turns").findLast((turn) => turn.speaker === "manager")?.text) empty();
  drawTurns(); onClock(); onPhase(); onNotice(); onHint(); onThinking(); onWording();
  ask({ do: "hello" });
  onArrive();
  const ticking = setInterval(tick, 500);
  return () => {
    clearInterval(ticking); clearTimeout(waiting); clearTimeout(soon);
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    model.off("change:phase", focusBox);
    model.off("change:arrive", onArrive);
  };
}

export default { render };
