import JSONLines
import TestSupport
import Testing

/// The published schema and the program's own reader agree on what a line is.
@Suite struct SchemaTests {
  private let winnow = Winnow()

  static let validates = Python.has("jsonschema")
  static let hash = String(repeating: "a", count: 64)

  static let lines = [
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"replace","path":"/a","value":null}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"add","path":"/a","value":1,"index":0}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"add","path":"/a","value":1,"index":-1}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"move","from":"/a","path":"/b"}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"copy","from":"/a","path":"/b"}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"test","path":"/a"}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"test","path":"a","value":1}]}]}"#,
    #"{"op":"patch","changes":[{"record":1,"patch":[{"op":"remove","path":"/a\n"}]}]}"#,
    #"{"op":"patch","changes":[{"record":1}]}"#,
    #"{"op":"patch","changes":[{"patch":[]}]}"#,
    #"{"op":"patch","changes":[{"record":0,"patch":[]}]}"#,
    #"{"op":"patch","changes":[{"base":"\#(hash)","patch":[]}]}"#,
    #"{"op":"patch","changes":[{"base":"\#(hash)0","patch":[]}]}"#,
    #"{"op":"raw","changes":[{"record":1,"was":"a","now":"b"}]}"#,
    #"{"op":"flag","changes":[{"record":1,"now":{"taxonomy":"t","category":"c","severity":4}}]}"#,
    #"{"op":"flag","changes":[{"record":1,"now":{"taxonomy":"t","category":"c","severity":3,"at":"/a","range":[0,2]}}]}"#,
    #"{"op":"flag","changes":[{"record":1,"now":{"taxonomy":"t","category":"c"}}]}"#,
    #"{"op":"flag","changes":[{"record":1}]}"#,
    #"{"op":"verdict","actor":"a","why":"w","x-mine":[1],"changes":[{"record":3,"now":"discarded","x-score":1}]}"#,
    #"{"op":"verdict","changes":[{"record":3,"now":"rejected"}]}"#,
    #"{"op":"verdict","changes":[{"record":3,"now":"accepted","axis":"h"}]}"#,
    #"{"op":"verdict","mine":1,"changes":[{"record":3,"now":"accepted"}]}"#,
    #"{"op":"rate","changes":[{"record":1,"axis":"helpful","now":5}]}"#,
    #"{"op":"rate","changes":[{"record":1,"axis":"helpful","now":6}]}"#,
    #"{"op":"rate","changes":[{"record":1,"now":5}]}"#,
    #"{"op":"note","changes":[{"record":1,"at":"/a","now":"text"}]}"#,
    #"{"op":"remove","changes":[{"record":1,"why":"double"}]}"#,
    #"{"op":"restore","changes":[{"record":1}]}"#,
    #"{"op":"insert","changes":[{"now":"{}"}]}"#,
    #"{"op":"insert","changes":[{"now":"{}","dataset":"\#(hash)"}]}"#,
    #"{"op":"insert","changes":[{"now64":"e30="}]}"#,
    #"{"op":"insert","changes":[{"dataset":"\#(hash)"}]}"#,
    #"{"op":"insert","undoes":"\#(hash)","changes":[{"insert":"\#(hash).3","was":"{}"}]}"#,
    #"{"op":"verdict","changes":[{"insert":"\#(hash)","now":"accepted"}]}"#,
    #"{"op":"verdict","changes":[{"insert":"\#(hash).0","now":"accepted"}]}"#,
    #"{"op":"verdict","changes":[{"insert":"a","now":"accepted"}]}"#,
    #"{"op":"order","blind":7,"changes":[{"record":1,"was":null,"now":"2,1=3/4"}]}"#,
    #"{"op":"order","changes":[{"record":1,"now":"/1,2"}]}"#,
    #"{"op":"order","changes":[{"record":1,"now":"2, 1"}]}"#,
    #"{"op":"order","changes":[{"record":1,"now":"/"}]}"#,
    #"{"op":"order","blind":"x","changes":[{"record":1,"now":"1,2"}]}"#,
    #"{"op":"resolve","changes":[{"record":1,"now":"alice"}]}"#,
    #"{"op":"resolve","changes":[{"record":1,"now":1}]}"#,
    #"{"op":"decide","changes":[{"record":1}]}"#,
    #"{"op":"remove"}"#,
    #"{"changes":[]}"#,
    #"{"v":2,"op":"remove","changes":[{"record":1}]}"#,
    #"[1]"#,
  ]

  @Test(.enabled(if: validates, "Python has no jsonschema here"))
  func theSchemaAndTheReaderAgree() throws {
    let folder = winnow.folder
    let schema = winnow("journal", "schema")
    #expect(schema.status == 0)
    folder.write(schema.text, "schema.json")
    for line in Self.lines {
      let journal = folder.write(line + "\n", "line.jsonl")
      let program =
        """
        import json, jsonschema, sys
        s = json.load(open("schema.json"))
        ok = jsonschema.Draft202012Validator(s).is_valid(json.load(open("line.jsonl")))
        sys.exit(0 if ok else 1)
        """
      let isValid = Python.run(["-c", program], folder: folder.path).status == 0
      #expect(isValid == (winnow("journal", "check", journal).status == 0), "\(line)")
    }
  }

  @Test func theSchemaIsJSON() throws {
    let schema = winnow("journal", "schema")
    #expect(schema.status == 0)
    let value = try JSONValue.parse(schema.text)
    #expect(value["$schema"]?.string?.text == "https://json-schema.org/draft/2020-12/schema")
  }
}
