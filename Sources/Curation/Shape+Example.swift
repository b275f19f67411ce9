extension Shape {
  /// A short record of this shape, as JSON; of one that isn't JSON, a line.
  public var example: String {
    switch self {
    case .messages:
      #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}"#
    case .conversations:
      #"{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello"}]}"#
    case .turns: #"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]"#
    case .rounds: #"{"conversation":[{"human":"Hi","assistant":"Hello"}]}"#
    case .replyTree:
      #"{"prompt":{"text":"Hi","role":"prompter","replies":[{"text":"Hello","role":"assistant","replies":[]}]}}"#
    case .dialogue: ####"{"text":"### Human: Hi### Assistant: Hello"}"####
    case .segments: #"{"segments":[{"label":false,"text":"Hi"},{"label":true,"text":"Hello"}]}"#
    case .alpaca: #"{"instruction":"Translate","input":"Hi","output":"Salut"}"#
    case .promptResponse: #"{"question":"1+1?","answer":"2"}"#
    case .pairwise: #"{"prompt":"Hi","chosen":"Hello","rejected":"No"}"#
    case .transcripts:
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: Hello","rejected":"\n\nHuman: Hi\n\nAssistant: No"}"#
    case .ranked: #"{"prompt":"Hi","responses":[{"text":"Hello","rank":1},{"text":"No","rank":2}]}"#
    case .candidates: #"{"question":"Hi","answer1":"Hello","answer2":"No"}"#
    case .safetyPair:
      #"{"prompt":"Hi","response_0":"Hello","response_1":"No","better_response_id":0,"safer_response_id":0}"#
    case .rated: #"{"prompt":"Hi","response":"Hello","helpfulness":4,"correctness":4}"#
    case .stepwise: #"{"prompt":"1+1+1?","completions":["1+1=2","2+1=4"],"labels":[true,false]}"#
    case .promptOnly: #"{"prompt":"Hi"}"#
    case .kto: #"{"prompt":"Hi","completion":"No","label":false}"#
    case .labelled: #"{"text":"No","label":"harmful"}"#
    case .text: #"{"text":"Once upon a time"}"#
    case .tree: #"{"id":17,"tags":["a","b"]}"#
    case .opaque: "Once upon a time"
    }
  }
}
