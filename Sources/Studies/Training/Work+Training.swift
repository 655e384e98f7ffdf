import Compute
import Datasets
import Figures
import Interchange
import Misclassification
import Models
import NeuralNetwork
import Ranks
import Results
import Terminal
import Text
import Training

extension TrainingRun {
  /// Scores of the model that the run chose and wrote.
  func predictTest(_ test: ImageSet, console: Console, compute: Compute) throws -> Predictions {
    let model = try Model(path: directory.model, input: trainer.model.graph.inputShape)
    return try Work.predict(
      test, Scorer(model, compute: compute), source: directory.predictions, console: console)
  }

  /// How a network trained on few pixels does on as few, and on whole images.
  func subsetAccuracy(
    reduced: ImageSet, whole: ImageSet, _ compute: Compute
  ) throws -> SubsetAccuracy {
    let model = try Model(path: directory.model, input: trainer.model.graph.inputShape)
    let scorer = Scorer(model, compute: compute)
    return SubsetAccuracy(
      testImages: whole.count, onSubsets: try scorer.evaluate(reduced).accuracy,
      onWholeImages: try scorer.evaluate(whole).accuracy)
  }
}

extension Work {
  /// Trains to the end with a meter, or throws `Interrupted` once the checkpoint is written.
  ///
  /// - Parameter resumption: the command that goes on with it.
  static func train(_ run: TrainingRun, console: Console, resumption: String) throws {
    let trainer = run.trainer
    if case .new(let reason) = run.head {
      console.message("\(reason): the last layer begins at random")
    }
    if run.isUnchecked {
      console.warn(
        "\(run.directory.checkpoint) has no fingerprint (an earlier version wrote it): whether "
          + "data and "
          + "settings are still the same is not checked")
    }
    if let former = run.formerInstructionSet {
      console.warn(
        "the checkpoint was made with the instruction set \(former), this is "
          + "\(trainer.instructionSet): results will differ in their last bits from a run that "
          + "was never stopped (MISCLASS_ISA=\(former) avoids it)")
    }
    let meter = console.progress(
      "train", total: trainer.imagesShown(inSteps: trainer.totalSteps),
      begun: trainer.imagesShown(inSteps: trainer.progress.steps), unit: "images")
    let isFinished: Bool
    do {
      isFinished = try run.run(shouldStop: { Interruption.isRequested }) { event in
        switch event {
        case .step(let steps): meter.advance(to: trainer.imagesShown(inSteps: steps))
        case .epoch(let metrics):
          meter.message(metrics.line(of: trainer.settings.epochs))
          try drawCurves(of: run)
        }
      }
    } catch let error as InterchangeError where run.directory.hasCheckpoint {
      console.message(
        "the last checkpoint stays; go on with: \(resumption)")
      throw error
    }
    meter.finish()
    // Once more: the run may have been killed between an epoch's line and its drawing.
    try drawCurves(of: run)
    if !isFinished {
      console.message("stopped; go on with: \(resumption)")
      throw Interrupted()
    }
    if trainer.settings.validation > 0, let chosen = run.chosenEpoch {
      console.message(
        "model.safetensors is epoch \(chosen.epoch), validation "
          + NumberText.percent(chosen.validationAccuracy ?? 0))
    }
  }

  private static func drawCurves(of run: TrainingRun) throws {
    guard !run.metrics.isEmpty, run.trainer.ranks.rank == 0 else { return }
    try AtomicFile.write(TrainingCurves.draw(run.metrics).document, to: run.directory.curves)
  }
}
