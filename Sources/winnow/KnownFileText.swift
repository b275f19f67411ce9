import Curation

extension KnownFile {
  /// A description of the file, and what to do instead.
  var text: String {
    switch self {
    case .datasetInfo(let files):
      "a list of datasets (dataset_info.json of LLaMA-Factory)"
        + (files.isEmpty
          ? "" : "; open a file that it names: \(files.prefix(5).joined(separator: ", "))")
    case .model: "the settings or vocabulary of a model, not a dataset"
    case .journal(let dataset):
      "a journal of Winnow; open its dataset, \(dataset), or use `winnow journal check`"
    case .notebook: "a notebook, not a dataset"
    case .judgeTemplates: "instructions for a model that judges answers, not a dataset"
    case .numbers: "numbers without a text to read, not a dataset"
    case .noJSON: "neither JSON nor a table, which its name or --file-format csv would tell"
    }
  }
}
