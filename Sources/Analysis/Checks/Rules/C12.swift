import Curation
import JSONLines

extension Rule {
  static let c12 = Rule(
    "C12", .error, "a tool call's arguments aren't JSON",
    """
    OpenAI's form has the arguments as a string of JSON; trainers parse it and fail. An empty string
    is taken for no arguments.
    """,
    mistakes: "Tools that take plain text.", needs: .calls
  ) { record in
    record.calls.compactMap { call -> Spot? in
      guard let node = call.arguments, node.kind == .string, let text = record.text(of: node),
        !text.isEmpty
      else { return nil }
      do throws(JSONSyntaxError) { _ = try JSONValue.parse(text) } catch {
        return Spot("arguments are \(error.text)", at: call.pointer)
      }
      return nil
    }
  }
}
