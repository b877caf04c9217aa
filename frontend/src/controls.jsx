// The controls of pages as components of Dash, whose Python side is dashboard/widgets.py: what a reader chooses is told by
// `setProps`, and what a page names as `{ function: name }` is called by that name.
import * as mantine from "@mantine/core";
import React, { useEffect, useRef, useState } from "react";

const resolved = (value) => (value?.function ? (args) => window.controlFunctions[value.function](args) : value);

/** What Mantine is to know of the properties that Dash hands over. */
const plain = ({ setProps, componentPath, updatemode, debounce, ...props }) =>
  Object.fromEntries(Object.entries(props).map(([name, value]) => [name, resolved(value)]));

/** After the next frame and `wait` ms, put off by the next call: what may wait until the reader has seen the choice. */
function useLater() {
  const due = useRef({});
  const cancel = () => { cancelAnimationFrame(due.current.frame); clearTimeout(due.current.timer); };
  useEffect(() => cancel, []);
  return (act, wait) => {
    cancel();
    due.current.frame = requestAnimationFrame(() => { due.current.timer = setTimeout(act, wait); });
  };
}

const say = (id, chosen) => document.dispatchEvent(new CustomEvent("chosen", { detail: { id, ...chosen } }));

/** A value that follows the page. What the reader does is said in the page at once, as the event `chosen`; Dash, whose
    round takes longer than a frame, is told after it, and `wait` ms after the last. */
function useTold(name, { id, [name]: given, setProps }, wait = 0) {
  const [value, show] = useState(given);
  const later = useLater();
  useEffect(() => show(given), [given]);
  const tell = (chosen) => {
    show(chosen);
    say(id, { [name]: chosen });
    later(() => setProps({ [name]: chosen }), wait);
  };
  return { value, tell, show };
}

export const MantineProvider = ({ children, ...props }) => (
  <mantine.MantineProvider {...plain(props)}>{children}</mantine.MantineProvider>
);

const searched = (Control, none) => (props) => {
  const { value, tell } = useTold("value", props);
  const search = useTold("searchValue", props);
  return (
    <Control {...plain(props)} value={value ?? none} onChange={tell} searchValue={search.value} onSearchChange={search.tell} />
  );
};

/** One of a few. The browser moves its own radio buttons without React, and leaves the frame to what was chosen. */
export const Choice = ({ id, data, value, name = id, disabled, setProps, "aria-labelledby": label }) => {
  const group = useRef();
  const later = useLater();
  useEffect(() => {
    for (const input of group.current.querySelectorAll("input")) input.checked = input.value === value;
  }, [value]);
  const choose = ({ target }) => {
    say(id, { value: target.value });
    later(() => setProps({ value: target.value }));
  };
  return (
    <div id={id} ref={group} className="choice" role="radiogroup" aria-labelledby={label} onChange={choose}>
      {data.map((one) => (
        <React.Fragment key={one.value}>
          <input
            type="radio" id={`${id}-${one.value}`} name={name} value={one.value} disabled={disabled}
            defaultChecked={one.value === value}
          />
          <label htmlFor={`${id}-${one.value}`}>{one.label}</label>
        </React.Fragment>
      ))}
    </div>
  );
};
Choice.dashPersistence = { persisted_props: ["value"], persistence_type: "local" };

export const Autocomplete = (props) => {
  const { value, tell } = useTold("value", props, props.debounce);
  return <mantine.Autocomplete {...plain(props)} value={value} onChange={tell} />;
};
export const MultiSelect = searched(mantine.MultiSelect, []);
export const Select = searched(mantine.Select, null);

/** Mantine gives the value of a press a frame after the press, and at its end whatever it had before. */
export const Slider = (props) => {
  const { value, tell, show } = useTold("value", props);
  const last = useRef(value);
  const isFollowed = props.updatemode === "drag";
  const move = (chosen) => { last.current = chosen; (isFollowed ? tell : show)(chosen); };
  const end = () => requestAnimationFrame(() => tell(last.current));
  return <mantine.Slider {...plain(props)} value={value} onChange={move} onChangeEnd={isFollowed ? undefined : end} />;
};
