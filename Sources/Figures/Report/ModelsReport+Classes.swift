import Misclassification
import Text

extension ModelsReport {
  /// Of more classes than this, tables have a line for those with the most errors only.
  private static var mostClasses: Int { 40 }
  private static var listedClasses: Int { 30 }

  /// The classes of the figures, of each model.
  ///
  /// - Parameter worstFirst: takes those with the most errors, where not all are shown.
  func shownConfusions(worstFirst: Bool) -> [ShownConfusions] {
    let isSome = shown.count < classNames.count
    let rows =
      worstFirst && isSome ? ConfusionCounts.sum(of: counts).worstClasses(shown.count) : shown
    return counts.map { ShownConfusions($0, classNames: classNames, shown: rows) }
  }

  /// Counts, not rates: tests need them.
  var errorTable: Table {
    if classNames.count > Self.mostClasses || counts.count == 1 { return classTable }
    let rows = zip(modelNames, counts).map { name, counts in
      [name] + counts.errors.map(TypesetNumber.grouped)
        + [
          TypesetNumber.grouped(counts.totalErrors),
          counts.errorRate.map { TypesetNumber.percent($0, 2) } ?? "–",
        ]
    }
    return Table(
      ["model"] + classNames + ["all", "of all images"], rows,
      caption: "Misclassified images of each class, \(imagesInAll). Every share and every "
        + "test on this page comes from such counts.",
      targets: counts.indices.map { .models(wrong: [$0], right: []) })
  }

  private var imagesInAll: String {
    let totals = Set(counts.map(\.totalImages))
    return totals.count == 1
      ? TypesetNumber.counted(totals.first ?? 0, "image") + " in all"
      : "of different numbers of images"
  }

  /// A line for each class.
  private var classTable: Table {
    let sum = ConfusionCounts.sum(of: counts)
    let (errors, images, takenFor) = (sum.errors, sum.images, sum.takenFor)
    let most = Dictionary(grouping: sum.largestConfusions, by: \.label).compactMapValues(\.first)
    let listed =
      classNames.count > Self.mostClasses
      ? sum.worstClasses(Self.listedClasses) : Array(classNames.indices)
    let perModel = Double(counts.count)
    func number(_ count: Int) -> String {
      areSeveral
        ? TypesetNumber.fixed(Double(count) / perModel, 1) : TypesetNumber.grouped(count)
    }
    func share(_ part: Int, _ whole: Int) -> String {
      whole == 0 ? "–" : TypesetNumber.percent(Double(part) / Double(whole))
    }
    func row(_ name: String, _ classes: [Int], _ mostOften: String) -> [String] {
      func total(_ values: [Int]) -> Int { classes.reduce(0) { $0 + values[$1] } }
      let (images, errors) = (total(images), total(errors))
      let right = classes.reduce(0) { $0 + sum[$1, $1] }
      return [
        name, number(images), number(errors), share(errors, images),
        share(right, total(takenFor)), mostOften,
      ]
    }
    var rows = listed.map { label in
      row(
        classNames[label], [label],
        most[label].map { "\(classNames[$0.predicted]) (\(number($0.count)))" } ?? "–")
    }
    let rest = Set(classNames.indices).subtracting(listed).sorted()
    if !rest.isEmpty {
      rows.append(
        row(
          rest.count == 1 ? "1 other class" : "\(TypesetNumber.grouped(rest.count)) other classes",
          rest, "–"))
    }
    return Table(
      ["class", "images", "errors", "u", "precision", "most often taken for"], rows,
      caption:
        "u is the share of the class's images that are misclassified, precision the share of "
        + "the images taken for the class that are of it"
        + (areSeveral ? "; numbers of images are means over the models." : ".")
        + (rest.isEmpty ? "" : " The classes with the most errors, and all others together."),
      targets: listed.map { .label($0) })
  }
}
