// SPDX-License-Identifier: Apache-2.0
// What the editor uses of ProseMirror, as one script: the global `ProseMirror`.
export { baseKeymap, chainCommands, createParagraphNear, liftEmptyBlock, newlineInCode, exitCode, splitBlock, toggleMark } from "prosemirror-commands";
export { history, redo, redoDepth, undo, undoDepth } from "prosemirror-history";
export { keymap } from "prosemirror-keymap";
export { Fragment, Node, Schema, Slice } from "prosemirror-model";
export { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
export { EditorState, NodeSelection, Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
export { canJoin } from "prosemirror-transform";
export { Decoration, DecorationSet, EditorView } from "prosemirror-view";
