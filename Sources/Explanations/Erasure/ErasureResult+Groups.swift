extension ErasureResult {
  /// The errors by true and predicted class, such as `ship -> plane`, the most frequent first.
  package func edges(classNames: [String]) -> [ErasureGroup] {
    let errors = rows.filter { $0.predicted != $0.label }
    let byEdge = Dictionary(grouping: errors) { [$0.label, $0.predicted] }
    return byEdge.sorted {
      ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1])
    }
    .map { edge, members in
      ErasureGroup(
        name: "\(classNames[edge[0]]) -> \(classNames[edge[1]])",
        summary: ErasureSummary(of: members, pixelsPerImage: pixelsPerImage))
    }
  }

  /// The images by the tenth of their area that was erased: `0 %` for none, then `up to 10 %` and
  /// so on.
  package var areas: [ErasureGroup] {
    let byTenth = Dictionary(grouping: rows) { row in
      (10 * row.treatment.erasedPixels + pixelsPerImage - 1) / max(pixelsPerImage, 1)
    }
    return byTenth.sorted { $0.key < $1.key }.map { tenth, members in
      ErasureGroup(
        name: tenth == 0 ? "0 %" : "up to \(10 * tenth) %",
        summary: ErasureSummary(of: members, pixelsPerImage: pixelsPerImage))
    }
  }
}
