// What the error words of the workspace mean to a person, and what to do about them.

const WORDS = new Map(Object.entries({
  operation_timeout:
    "Muster did not answer within 3 seconds. What you did may still take effect: look at the channel before you try again.",
  dispatch_failed: "Muster is not connected, so nobody answered. If that lasts, start it again with: muster up",
  workspace_unreachable: "The workspace does not answer. Is muster up (or muster console) still running?",
  not_signed_in: "You are not signed in any more. Open your personal link again.",
  not_you: "You act for yourself only: this is somebody else.",
  unknown_command: "No app here knows that command. Type / to see the commands there are.",
  not_in_channel: "You are not in this channel.",
  channel_not_found: "This channel does not exist, or you cannot see it.",
  is_archived: "This channel is archived: it can be read, but nothing can be posted in it.",
  message_not_found: "That message is gone.",
  view_not_found: "This form was closed in the meantime. Open it again to go on.",
  action_not_found: "That button is gone: the message changed in the meantime. Look at its newer version.",
  unknown_action: "That button is gone: the message changed in the meantime. Look at its newer version.",
  msg_too_long: "The message is too long. Shorten it, or post it in parts.",
  no_text: "There is nothing to send yet.",
  user_not_found: "The workspace does not know this person.",
  user_not_in_channel: "That person is not in this channel.",
  thread_not_found: "The message this thread hangs on is gone.",
  view_not_on_top: "Another form lies over this one. Finish or close that one first.",
  option_not_found: "That choice is not offered any more. Choose again.",
  invalid_value: "One of the values does not fit its field.",
  already_reacted: "You have already added this reaction.",
  invalid_response_action: "Muster's answer to the form was not understood, so nothing was sent. This is a defect in Muster.",
}));

/** A sentence for an error word. An unknown word is shown as it is, so that it can be searched for. */
export function inWords(error: string | null | undefined): string {
  if (!error) return "That did not work.";
  return WORDS.get(error) ?? `That did not work: ${error.replaceAll("_", " ")}.`;
}
