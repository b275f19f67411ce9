/// A rule by which `check --for` reports a trainer's behaviour. Groups: T is TRL, L LLaMA-Factory,
/// A Axolotl, M ms-swift, O OpenAI, V torchtune.
struct TrainerRule: DescribedRule {
  let id: String
  let severity: Severity
  let title: String
  let explanation: String
  let mistakes: String

  private init(_ id: String, _ severity: Severity, _ title: String, _ explanation: String) {
    (self.id, self.severity, self.title, self.explanation) = (id, severity, title, explanation)
    mistakes =
      "Where the trainer is another version than the one whose source was read, or is set up otherwise."
  }

  static let all = trl + llamaFactory + axolotl + msSwift + openAI + torchtune

  private static let trl = [
    TrainerRule(
      "T1", .error, "fields that TRL's trainer doesn't take",
      """
      The trainer looks for prompt and completion, messages, or text; for prompt, chosen and rejected; \
      for prompt, completion and label. Another set of names ends training with a KeyError, or the \
      record is rewritten on the way, as it says. input_ids and labels are taken for tokens.
      """),
    TrainerRule(
      "T2", .error, "strings and lists of messages are mixed",
      """
      Whether a dataset is of strings or of messages is decided by its first record. A record of the \
      other kind, one that lacks a column of the others, or one whose prompt and answers are of \
      different kinds, breaks later.
      """),
    TrainerRule(
      "T3", .error, "an empty list of messages",
      "TRL looks at the first message of each list: an empty one ends training with an IndexError."),
    TrainerRule(
      "T4", .warning, "a prompt that ends with another role",
      "The last message of a prompt has to be of the user, a tool or the assistant, before TRL 1.0."
    ),
    TrainerRule(
      "T5", .error, "images and their placeholders, and parts that templates leave out",
      """
      As many images as placeholders are wanted, and only the roles system, user, assistant and tool. \
      Parts of a kind that chat templates don't know are left out in silence.
      """),
    TrainerRule(
      "T6", .error, "too long: left out",
      "A prompt that fills the maximum length leaves no room for an answer: the record is dropped."),
    TrainerRule(
      "T7", .warning, "good and bad answers in another proportion than KTO wants",
      "The weights desirable_weight and undesirable_weight should bring them to between 1:1 and 4:3."
    ),
    TrainerRule(
      "T9", .warning, "the prompt is cut out of the answers",
      """
      Without a prompt, extract_prompt takes what chosen and rejected have in common. The message \
      shows where the cut falls; P06 says when it falls inside the answers. Nothing in common between \
      two lists of messages, or an empty side, ends training.
      """),
    TrainerRule(
      "T10", .warning, "both answers are equal",
      "Nothing can be learned from the pair, and TRL trains on it without a word."),
  ]

  private static let llamaFactory = [
    TrainerRule(
      "L0", .error, "fields that LLaMA-Factory doesn't find",
      """
      It wants instruction or conversations, and chosen and rejected for ranking (dataset_info.json \
      can name others). Beside a system turn the column system isn't read.
      """
    ),
    TrainerRule(
      "L1", .error, "roles don't alternate",
      """
      human and observation stand at odd places, gpt and function_call at even ones, a system turn at \
      the top not counted. Other records are dropped with a warning.
      """),
    TrainerRule(
      "L2", .error, "an odd number of turns",
      "For fine-tuning each question needs its answer; other records are dropped with a warning."),
    TrainerRule(
      "L3", .error, "an even number of turns before the pair",
      "The turns before chosen and rejected have to end with a question; other records are dropped."
    ),
    TrainerRule(
      "L4", .error, "chosen and rejected are no messages of the model",
      "In its sharegpt format each is one message, not a list of them, of gpt or function_call."),
    TrainerRule(
      "L5", .error, "a text that is no string, or empty",
      "Answers that are no strings count as none; other texts that aren't end training."),
    TrainerRule(
      "L6", .error, "kto_tag is missing, no boolean, or always the same",
      "A label is true or false, and both are needed: \"true\" in quotes drops the record. An empty answer counts as a bad one."
    ),
    TrainerRule(
      "L7", .error, "images and their placeholders",
      "As many <image>, <video> and <audio> as there are files; another number ends training."),
    TrainerRule(
      "L8", .error, "calls and tools that aren't JSON",
      """
      function_call has a call or a list of calls in JSON, each with name and arguments, at most with \
      reasoning before it, between <think> and </think> with their line feeds; tools is a list in a \
      string. Others end training.
      """),
    TrainerRule(
      "L9", .info, "an addition to the system prompt",
      """
      In its openai format (turns with role and content) LLaMA-Factory adds "detailed thinking off" to \
      the system prompt, where there are no tools and that doesn't say so already. In its sharegpt \
      format, with tags for role and content in dataset_info.json, it doesn't.
      """),
    TrainerRule(
      "L10", .warning, "objects with different members in tools or calls",
      """
      Arrow, in the version of datasets that LLaMA-Factory asks for, gives all objects of a column \
      the members of each of them, null where they have none, and templates write these. Strings of \
      JSON avoid it: `winnow convert --to llama-factory-sft` writes them so.
      """),
  ]

  private static let axolotl = [
    TrainerRule(
      "A0", .error, "no prompt strategy takes the record as it is",
      "The message says what is missing, or what becomes of a value of another type."),
    TrainerRule(
      "A1", .error, "a tool call's arguments aren't JSON, or the tools are no list",
      "Arguments and tools that are a string are parsed; what can't be ends training."),
    TrainerRule(
      "A2", .warning, "one argument's name with several types",
      """
      Before version 4.7 of datasets Arrow wanted one type for each name in all records, and failed. \
      Arguments as strings of JSON avoid it: \
      `winnow convert --tool-arguments text` writes them so.
      """),
    TrainerRule("A3", .warning, "an empty turn", "It is kept, and trained on where its role is."),
    TrainerRule(
      "A4", .warning, "the last turn isn't trained on",
      "What stands behind the last answer costs tokens and teaches nothing."),
    TrainerRule(
      "A5", .error, "dropped: too long, or nothing to train on",
      "Records longer than sequence_len, and those without a turn of the assistant, are left out."),
    TrainerRule(
      "A6", .error, "a content that Axolotl uses itself",
      "[[dummy_message]] marks where an answer begins; an answer that is empty, or a part of it, breaks the cut."
    ),
    TrainerRule(
      "A7", .warning, "both sides begin differently",
      "Of a pair with whole conversations only chosen's beginning is taken."),
    TrainerRule(
      "A8", .warning, "ranks the other way round",
      """
      zephyr.nectar sorts answers by rank and takes the last for the chosen one: the worst, where 1 is \
      the best. In a conversion `--direction` says which.
      """),
  ]

  private static let msSwift = [
    TrainerRule(
      "M0", .error, "records of several forms",
      """
      Columns are those of all records: where some have messages, or a rejected_response, the others \
      are deleted, and two names in different records may mean the same (M5).
      """),
    TrainerRule(
      "M1", .error, "a role or a content that ms-swift doesn't take",
      "Roles are system, user, assistant, tool_call, tool_response and tool (and their other names); developer isn't one. A content isn't null."
    ),
    TrainerRule(
      "M2", .error, "rejected_response is null or equal to the answer",
      "Such records are deleted while the data is loaded."),
    TrainerRule(
      "M3", .warning, "members and columns that are left out",
      "Of a message role, content, loss and loss_scale are kept; columns that aren't known go too."),
    TrainerRule(
      "M4", .warning, "a response that is a list", "Only its first element is used, without a word."
    ),
    TrainerRule(
      "M5", .error, "no response, or several",
      """
      response, answer, output, target, solution, text and completion mean the same; where two of them \
      are there, in one record or in several, response is taken, else none. So it is with query, \
      prompt, input, instruction, question and problem, but for instruction and input together. Pairs \
      are messages or a response with a rejected_response, not chosen and rejected.
      """
    ),
    TrainerRule(
      "M6", .error, "turns that its templates can't write",
      """
      A tool's message that comes first, a user's directly after a tool's, a system message alone, \
      calls without name and arguments in JSON, and content parts without their text: the record is \
      deleted while it is encoded.
      """),
    TrainerRule(
      "M7", .warning, "a label that is a text",
      "For KTO any text counts as true, also \"false\"."),
  ]

  private static let openAI = [
    TrainerRule(
      "O0", .error, "messages that the API refuses",
      "The message says which: a missing or unknown key, a role, a content that is no text, no answer."
    ),
    TrainerRule(
      "O1", .error, "a tool call's arguments as an object, or as text",
      """
      OpenAI wants arguments as a string of JSON, Hugging Face's templates as an object. `winnow \
      convert --tool-arguments` writes either.
      """),
    TrainerRule(
      "O2", .error, "a preference that lacks a part",
      "input, preferred_output and non_preferred_output, the outputs with a message of the assistant."
    ),
  ]

  private static let torchtune = [
    TrainerRule(
      "V0", .error, "fields or roles that torchtune doesn't know",
      "conversations have the roles system, human and gpt."),
    TrainerRule("V1", .error, "fewer than two messages", "A question and an answer are wanted."),
    TrainerRule("V2", .error, "a system message after others", "It may only be the first."),
    TrainerRule("V3", .error, "two user messages in a row", "They end training with a ValueError."),
    TrainerRule(
      "V4", .error, "an answer to nothing", "An assistant's message follows a user's."),
    TrainerRule(
      "V5", .error, "an answer to a tool's message",
      "torchtune's validation wants a user's message before each answer, and ends training."),
  ]
}
