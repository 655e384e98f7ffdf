import Interchange
import Statistics

/// The confusion tables of several models with the names of models and classes, as files.
///
/// One model has the plain forms. Several have a first column `model`, each model's rows in turn,
/// and at the end the mean over the models and the deviation (population) from it.
package struct NamedCounts: Sendable {
  private let counts: [ConfusionCounts]
  private let modelNames: [String]
  private let classNames: [String]
  private let mean: MeanRates

  /// - Precondition: at least one table, a name for each, and a name for each class.
  package init(_ counts: [ConfusionCounts], modelNames: [String], classNames: [String]) {
    precondition(counts.count == modelNames.count)
    precondition(counts.allSatisfy { $0.classCount == classNames.count })
    self.counts = counts
    self.modelNames = modelNames
    self.classNames = classNames
    mean = MeanRates(counts)
  }

  /// One model's.
  ///
  /// - Precondition: one name per class.
  package init(_ counts: ConfusionCounts, classNames: [String]) {
    self.init([counts], modelNames: [""], classNames: classNames)
  }

  private var areSeveral: Bool { counts.count > 1 }

  /// The heat map: v_j|i by true class (rows) and predicted class (columns), in the fewest digits
  /// that read back the same; the diagonal, and a row without errors, empty.
  package var heatMapCSV: [UInt8] {
    var writer = CSVWriter()
    writer.record((areSeveral ? ["model"] : []) + [#"true\predicted"#] + classNames)
    func add(_ model: String, _ rates: [[Double?]]) {
      for (name, row) in zip(classNames, rates) {
        if areSeveral { writer.field(model) }
        writer.field(name)
        row.forEach { writer.field($0) }
        writer.endRecord()
      }
    }
    for (name, counts) in zip(modelNames, counts) { add(name, counts.conditionalRates) }
    if areSeveral {
      let classes = classNames.indices
      let cells = classes.map { label in classes.map { mean.v(label, $0) } }
      add("mean", cells.map { $0.map { $0?.mean } })
      add("deviation", cells.map { $0.map { $0?.deviation } })
    }
    return writer.bytes
  }

  /// Images, errors and u_i of each class; u_i is empty for a class without images.
  ///
  /// - Parameter withIntervals: adds Wilson's 95 % interval of u_i.
  package func ratesCSV(withIntervals: Bool = false) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(
      (areSeveral ? ["model"] : []) + ["class", "images", "errors", "u"]
        + (withIntervals ? ["u_low", "u_high"] : []))
    for (model, counts) in zip(modelNames, counts) {
      let rates = counts.misclassificationRates
      for (label, (images, errors)) in zip(counts.images, counts.errors).enumerated() {
        if areSeveral { writer.field(model) }
        writer.field(classNames[label])
        writer.field(images)
        writer.field(errors)
        writer.field(rates[label])
        if withIntervals {
          let interval = WilsonInterval.of(errors, in: images)
          writer.field(interval?.lowerBound)
          writer.field(interval?.upperBound)
        }
        writer.endRecord()
      }
    }
    if areSeveral {
      for (row, value) in [("mean", \Spread.mean), ("deviation", \Spread.deviation)] {
        for (label, name) in classNames.enumerated() {
          [row, name, "", ""].forEach { writer.field($0) }
          writer.field(mean.u(label)?[keyPath: value])
          if withIntervals { ["", ""].forEach { writer.field($0) } }
          writer.endRecord()
        }
      }
    }
    return writer.bytes
  }
}
