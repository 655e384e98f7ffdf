/// Which image a map is of, and what the model takes it for.
package struct ExplainedImage: Encodable {
  package var index: Int
  /// The picture's name, where it has one.
  package var file: String?
  /// Nil where the labels are not known.
  package var label: Int?
  package var predicted: Int
  /// Why the map says nothing, if it does.
  package var mapFault: String?
  /// How well the model behind the map fits, 0...1, where the method has one.
  package var fit: Double?

  package init(
    index: Int, file: String? = nil, label: Int?, predicted: Int, mapFault: String? = nil,
    fit: Double? = nil
  ) {
    self.file = file
    self.index = index
    self.label = label
    self.predicted = predicted
    self.mapFault = mapFault
    self.fit = fit
  }

  /// Number and classes, for a picture.
  package func caption(_ classNames: [String]) -> [String] {
    let fault = mapFault.map { " (map \($0))" } ?? ""
    let change = [label, predicted].compactMap { $0.map { classNames[$0] } }
    return ["\(file ?? "\(index)"): \(change.joined(separator: " → "))\(fault)"]
  }

  /// The names of ``fields(areNamed:)``.
  package static func columns(areNamed: Bool) -> [String] {
    ["index"] + (areNamed ? ["file"] : []) + ["label", "predicted", "map_fault", "fit"]
  }

  /// A line of the listing.
  package func fields(areNamed: Bool) -> [String] {
    ["\(index)"] + (areNamed ? [file ?? ""] : []) + [
      label.map { "\($0)" } ?? "", "\(predicted)", mapFault ?? "", fit.map { "\($0)" } ?? "",
    ]
  }
}
