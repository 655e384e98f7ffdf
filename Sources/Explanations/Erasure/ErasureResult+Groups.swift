extension ErasureResult {
  /// The errors by true and predicted class, such as `ship -> plane`, the most frequent first.
  package func edges(classNames: [String]) -> [ErasureGroup] {
    let errors = rows.indices.filter { rows[$0].predicted != rows[$0].label }
    let byEdge = Dictionary(grouping: errors) { [rows[$0].label, rows[$0].predicted] }
    return byEdge.sorted {
      ($1.value.count, $0.key[0], $0.key[1]) < ($0.value.count, $1.key[0], $1.key[1])
    }
    .map { edge, members in
      group("\(classNames[edge[0]]) -> \(classNames[edge[1]])", members)
    }
  }

  /// The images by the tenth of their area that was erased: `0 %` for none, then `up to 10 %` and
  /// so on.
  package var areas: [ErasureGroup] {
    let byTenth = Dictionary(grouping: rows.indices) { place in
      (10 * rows[place].treatment.erasedPixels + pixelsPerImage - 1) / max(pixelsPerImage, 1)
    }
    return byTenth.sorted { $0.key < $1.key }.map { tenth, members in
      group(tenth == 0 ? "0 %" : "up to \(10 * tenth) %", members)
    }
  }
}
