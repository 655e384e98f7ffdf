import Text

extension ModelsReport {
  /// What made the page, so that it can be made again.
  var provenanceSection: String? { provenance?.markup }
}

extension ModelsReport.Provenance {
  var markup: String {
    ReportPage.facts(facts)
      + (inputs.isEmpty
        ? ""
        : ReportPage.table(
          ["file", "bytes", "SHA-256"],
          inputs.map { [$0.file, TypesetNumber.grouped($0.bytes), $0.sha256] },
          caption: "What was read. A file with the same digest has the same content."))
  }
}
