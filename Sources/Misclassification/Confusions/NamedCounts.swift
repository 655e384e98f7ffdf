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
    func add(_ model: String, _ rate: (_ label: Int, _ predicted: Int) -> Double?) {
      for (label, name) in classNames.enumerated() {
        if areSeveral { writer.field(model) }
        writer.field(name)
        for predicted in classNames.indices { writer.field(rate(label, predicted)) }
        writer.endRecord()
      }
    }
    for (name, counts) in zip(modelNames, counts) {
      let errors = counts.errors
      add(name) { label, predicted in
        label == predicted || errors[label] == 0
          ? nil : Double(counts[label, predicted]) / Double(errors[label])
      }
    }
    if areSeveral {
      add("mean") { mean.v($0, $1)?.mean }
      add("deviation") { mean.v($0, $1)?.deviation }
    }
    return writer.bytes
  }

  /// The confusion matrix, n_ij by true class (rows) and predicted class (columns).
  package var countsCSV: [UInt8] {
    var writer = CSVWriter()
    writer.record((areSeveral ? ["model"] : []) + [#"true\predicted"#] + classNames)
    for (model, counts) in zip(modelNames, counts) {
      for (label, name) in classNames.enumerated() {
        if areSeveral { writer.field(model) }
        writer.field(name)
        for predicted in classNames.indices { writer.field(counts[label, predicted]) }
        writer.endRecord()
      }
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
