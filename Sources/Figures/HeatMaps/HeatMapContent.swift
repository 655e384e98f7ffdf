import Misclassification
import Text

/// What a heat map of v_j|i shows, of one model or of the mean over several.
struct HeatMapContent {
  struct Cell {
    var rate: Double
    /// The small line below the rate.
    var detail: String
    /// Whether images stand behind it.
    var isEmpty: Bool
    /// Shown when the pointer rests on it.
    var note: String
  }

  enum Row {
    /// Nil on the diagonal.
    case cells([Cell?])
    /// A row without errors, or without images, in those words.
    case blank(String)
  }

  struct Rate {
    var value: Double
    var note: String
  }

  var subtitle: String
  var classNames: [String]
  var rows: [Row]
  /// What the diagonal's cells say, for each class.
  var diagonal: [String]
  /// u of each class; nil without images.
  var rates: [Rate?]

  /// The largest rate there is.
  var largest: Double {
    rows.map { row in
      if case .cells(let cells) = row { cells.compactMap { $0?.rate }.max() ?? 0 } else { 0.0 }
    }.max() ?? 0
  }
}

extension HeatMapContent {
  /// One model's.
  init(_ shown: ShownConfusions) {
    let (images, errors) = (shown.images, shown.errors)
    classNames = shown.names
    let right = shown.totalImages - shown.totalErrors
    subtitle =
      TypesetNumber.counted(shown.totalErrors, "error") + " in "
      + TypesetNumber.counted(shown.totalImages, "image")
      + (shown.totalImages == 0
        ? "" : ", accuracy " + TypesetNumber.percent(Double(right) / Double(shown.totalImages), 2))
    let names = shown.names
    diagonal = names.indices.map {
      "\(names[$0]): \(images[$0] - errors[$0]) of \(images[$0]) right"
    }
    rows = names.indices.map { label in
      if errors[label] == 0 { return .blank(images[label] == 0 ? "no images" : "no errors") }
      return .cells(
        names.indices.map { predicted in
          shown[label, predicted].map { count in
            let rate = Double(count) / Double(errors[label])
            return Cell(
              rate: rate, detail: TypesetNumber.grouped(count), isEmpty: count == 0,
              note: "\(names[label]) taken for \(names[predicted]): \(count) of "
                + "\(TypesetNumber.counted(errors[label], "error")), v = "
                + "\(TypesetNumber.fixed(rate, 3))"
            )
          }
        })
    }
    rates = zip(errors, images).map { errors, images in
      images == 0
        ? nil
        : Rate(
          value: Double(errors) / Double(images),
          note: "\(errors) of \(TypesetNumber.counted(images, "image")) misclassified")
    }
  }

  /// The mean over several models, with the deviation from it.
  init(_ mean: MeanRates, classNames: [String]) {
    self.classNames = classNames
    subtitle = "mean over \(mean.modelCount) models; below it the deviation (population)"
    diagonal = classNames
    rows = classNames.indices.map { label in
      let spreads = classNames.indices.map { mean.v(label, $0) }
      if spreads.allSatisfy({ $0 == nil }) {
        return .blank(mean.u(label) == nil ? "no images" : "no errors")
      }
      return .cells(
        spreads.enumerated().map { predicted, spread in
          spread.map {
            Cell(
              rate: $0.mean, detail: "± " + TypesetNumber.fixed($0.deviation, 2),
              isEmpty: $0.largest == 0,
              note: "\(classNames[label]) taken for \(classNames[predicted]): mean v = "
                + "\(TypesetNumber.fixed($0.mean, 3)), from "
                + "\(TypesetNumber.fixed($0.smallest, 3)) to "
                + "\(TypesetNumber.fixed($0.largest, 3)) in "
                + "\(TypesetNumber.counted($0.models, "model"))"
            )
          }
        })
    }
    rates = classNames.indices.map { label in
      mean.u(label).map {
        Rate(
          value: $0.mean,
          note: "misclassified: from \(TypesetNumber.percent($0.smallest)) to "
            + "\(TypesetNumber.percent($0.largest)) in \(TypesetNumber.counted($0.models, "model"))"
        )
      }
    }
  }
}
