import Explanations

/// All that an experiment tells of its images, held together.
struct TreatedImages {
  let items: [ErasureItem]
  let summary: ErasureSummary

  var rows: [ErasureRow] { items.map(\.row) }
  var kept: [KeptErasure] { items.compactMap(\.kept) }

  /// - Parameter keeping: numbers of the images whose pixels are kept.
  init(_ experiment: ErasureExperiment, keeping: Set<Int> = [], pixelsPerImage: Int = 36) throws {
    var items: [ErasureItem] = []
    try experiment.run(keepingWhere: { keeping.contains($0.index) }) { items.append($0) }
    var result = try ErasureResult(of: items.count, pixelsPerImage: pixelsPerImage)
    for item in items { result.add(item) }
    (self.items, summary) = (items, result.summary)
  }
}
