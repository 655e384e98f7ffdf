import Text

extension ModelsReport {
  /// What made the page, so that it can be made again.
  var provenanceSection: String? {
    provenance.map { provenance in
      ReportPage.facts(provenance.facts)
        + (provenance.inputs.isEmpty
          ? ""
          : ReportPage.table(
            ["file", "bytes", "SHA-256"],
            provenance.inputs.map { [$0.file, TypesetNumber.grouped($0.bytes), $0.sha256] },
            caption: "What was read. A file with the same digest has the same content."))
    }
  }
}
