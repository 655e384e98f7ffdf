import Architectures
package import Datasets
package import Explanations
package import Figures
import Images
package import Misclassification
import NeuralNetwork
import Text
package import Training

/// What a study was of, and the page that shows what came of it.
package struct StudyFindings {
  package let data: String
  package let test: ImageSet
  /// The cause planted in each test image; nil where the data do not know.
  package let causes: [String]?
  /// The name of the network, and how many learned values it has.
  package let network: (name: String, parameters: Int)
  /// Empty where the model was given.
  package let metrics: [EpochMetrics]
  package let settings: TrainingSettings?
  /// Where the model is.
  package let model: String

  package init(
    data: String, test: ImageSet, causes: [String]?, network: (name: String, parameters: Int),
    metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    self.data = data
    self.test = test
    self.causes = causes
    self.network = network
    self.metrics = metrics
    self.settings = settings
    self.model = model
  }

  /// The content of `summary.json`.
  package func document(
    _ options: ErasureExperiment.Options, _ result: ErasureResult
  ) -> ErasureDocument {
    ErasureDocument(
      settings: .init(
        model: model, data: data, split: Split.test.rawValue, options: options, spare: nil,
        spareIsOracle: false),
      result: result, classNames: test.classNames)
  }

  /// The page that shows everything.
  package func report(
    _ counts: ConfusionCounts, _ options: ErasureExperiment.Options, _ result: ErasureResult,
    causes told: CausesDocument?
  ) throws -> StudyReport {
    let summary = result.summary
    var arms = [arm("Boxes at the saliency", summary.treatment)]
    for (draw, control) in summary.controls.enumerated() {
      arms.append(arm("Random boxes, same area (draw \(draw + 1))", control))
    }
    return StudyReport(
      title: "Why \(network.name) errs on \(data)",
      introduction: introduction, facts: facts(counts, options), confusion: counts,
      classNames: test.classNames,
      curve: metrics.map {
        StudyReport.CurvePoint(
          epoch: $0.epoch, trainingLoss: $0.trainingLoss,
          trainingAccuracy: $0.trainingAccuracy, testAccuracy: $0.testAccuracy)
      },
      examples: try examples(result), arms: arms,
      causes: (result.groups ?? []).map { group in
        let (treatment, control) = (group.summary.treatment, group.summary.controlMean)
        return StudyReport.CauseTotals(
          cause: group.name, images: treatment.images, errors: treatment.errorsBefore,
          fixed: treatment.fixed, newlyBroken: treatment.newlyBroken,
          fixedAtRandom: control?.fixed, newlyBrokenAtRandom: control?.newlyBroken)
      }, told: told.map(toldCauses) ?? [])
  }

  /// A row for each known cause that mistakes have, or one for all.
  private func toldCauses(_ document: CausesDocument) -> [StudyReport.ToldCauses] {
    func row(_ name: String, _ verdicts: [String: Int]) -> StudyReport.ToldCauses {
      StudyReport.ToldCauses(
        known: name, interference: verdicts[CauseVerdict.interference.rawValue] ?? 0,
        lookAlike: verdicts[CauseVerdict.lookAlike.rawValue] ?? 0,
        undecided: verdicts[CauseVerdict.undecided.rawValue] ?? 0)
    }
    if document.byTruth.isEmpty { return [row("all mistakes", document.verdicts)] }
    return document.byTruth.map { row($0.truth?.rawValue ?? "not known", $0.verdicts) }
      .filter { $0.mistakes > 0 }
  }

  private var introduction: String {
    let planted =
      causes == nil
      ? ""
      : " The images are drawn, so the cause of every error is known: a shape morphed towards its "
        + "look-alike (morphology), or another class's background (interference)."
    return "The network classified \(test.count) test images. Its errors are counted by true and "
      + "predicted class; then boxes around the pixels that drove each decision are erased and the "
      + "image is classified again, beside random boxes over the same area." + planted
  }

  private func facts(
    _ counts: ConfusionCounts, _ options: ErasureExperiment.Options
  ) -> [StudyReport.Fact] {
    var facts = [
      StudyReport.Fact("Data", data),
      StudyReport.Fact("Test images", "\(test.count)"),
      StudyReport.Fact("Network", network.name),
      StudyReport.Fact("Parameters", "\(network.parameters)"),
    ]
    if let settings {
      facts += [
        StudyReport.Fact("Epochs", "\(settings.epochs)"),
        StudyReport.Fact("Batch", "\(settings.batchSize)"),
        StudyReport.Fact("Highest learning rate", "\(settings.learningRate)"),
        StudyReport.Fact("Seed", "\(settings.seed)"),
      ]
      if let decay = settings.averageDecay {
        facts.append(StudyReport.Fact("Decay of the averaged weights", "\(decay)"))
      }
    } else {
      facts.append(StudyReport.Fact("Weights", model))
    }
    if let accuracy = counts.accuracy {
      facts.append(StudyReport.Fact("Accuracy", NumberText.percent(accuracy)))
    }
    facts += [
      StudyReport.Fact(
        "Erased", "\(options.placement) boxes, top \(options.selection)"),
      StudyReport.Fact("Fill", options.fill.rawValue),
    ]
    return facts
  }

  private func arm(_ name: String, _ totals: ErasureTotals) -> StudyReport.Arm {
    StudyReport.Arm(
      name: name, errorsBefore: totals.errorsBefore, fixed: totals.fixed,
      stillWrong: totals.stillWrongSameClass,
      movedToAnotherWrongClass: totals.changedToAnotherWrongClass,
      rightBefore: totals.rightBefore, newlyBroken: totals.newlyBroken,
      meanErasedArea: totals.meanErasedFraction ?? 0)
  }

  private func examples(_ result: ErasureResult) throws -> [StudyReport.Example] {
    let order: [ErasureFate] = [.fixed, .moved, .stillWrong, .broken, .kept]
    func place(_ row: ErasureRow) -> Int { order.firstIndex(of: row.fate) ?? order.count }
    return try result.shown
      .sorted { (place($0.row), $0.row.index) < (place($1.row), $1.row.index) }
      .map { try example($0.kept, $0.row) }
  }

  private func example(
    _ kept: KeptErasure, _ row: ErasureRow
  ) throws -> StudyReport.Example {
    let names = test.classNames
    let (height, width) = (test.images.height, test.images.width)
    let image = try test.images.load([kept.index])
    let scale = PixelCanvas.dots(for: image)
    let original = PixelCanvas(image, image: 0, scale: scale)
    var boxes = original
    boxes.outline(mask: kept.treatment.mask.pixels, scale: scale, Colour(0xFFD43B))
    let erased = ByteImages(count: 1, height: height, width: width, pixels: kept.treatment.pixels)
    // The probability that is known after erasing is that of the class chosen before, or the true
    // one.
    let after = row.treatment.predicted
    let probability =
      after == row.label
      ? row.treatment.trueClassScore.probability
      : after == row.predicted ? row.treatment.formerClassScore.probability : nil
    return StudyReport.Example(
      image: kept.index, label: names[row.label],
      before: .init(className: names[row.predicted], probability: row.predictedScore.probability),
      after: .init(className: names[after], probability: probability),
      cause: causes?[kept.index], original: original.png,
      saliency: PixelCanvas(
        map: kept.map, height: height, width: width, scale: scale
      ).png,
      boxes: boxes.png, erased: PixelCanvas(erased, image: 0, scale: scale).png)
  }
}
