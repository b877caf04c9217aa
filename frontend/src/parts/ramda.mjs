// The part of Ramda that Dash's components call.
export { clone, equals, filter, has, includes, isNil, mergeDeepRight, omit, type } from "ramda/es";
