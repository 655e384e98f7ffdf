import Datasets
import Explanations
import misclass
import Misclassification
import Models
import Studies
import Terminal
import Testing
import Training

/// Parts do not know the options of the program, which adds what helps to what they say.
@Suite struct AdviceTests {
  private static let advised: [(any Error, String)] =
    [
      (ModelError.unknownArchitecture(path: "w"), "--arch"),
      (ModelError.otherNetwork(path: "w", network: "vgg11", fitting: "vgg13"), "--arch vgg13"),
      (ModelError.unknownNormalization(path: "w"), "--mean and --std"),
      (TrainingError.lossNotFinite(step: 1, epoch: 1, learningRate: 9), "--lr"),
      (TrainingError.weightsNotFinite(step: 1, epoch: 1, learningRate: 9), "--clip-norm"),
      (
        TrainingError.evaluationNotFinite(images: "test", epoch: 1, learningRate: 9), "--warmup"
      ),
      (TrainingError.foreignFile(path: "run/config.json"), "--force"),
      (TrainingError.memory(needed: 1 << 40, present: 1 << 30, batchSize: 64), "--batch-size"),
      (TrainingError.validationTooLarge(images: 3, validation: 4), "--validation"),
      (ExplanationError.setting("samples", expected: "more", found: "0"), "--samples"),
      (
        MisclassificationError.classesNamedAndNumbered(named: "a.csv", numbered: "b.csv"),
        "--classes"
      ),
      (StudyError.noGradients(.correctedAnswers), "--correction"),
      (StudyError.noGradients(.meanOfViews), "--average-views"),
      (StudyError.noMasks(data: "pics", split: .test), "--data planted"),
      (StudyError.unknownMethod("gradcam"), "--obalex"),
      (StudyError.unknownBlocks(network: "vgg11", model: nil), "--networks"),
      (StudyError.unknownBlocks(network: "vgg11", model: "run"), "--runs"),
      (StudyError.cannotBeTrained(network: "net", model: "net.onnx"), "--runs"),
      (StudyError.stageMissing(run: "vgg16-head/run"), "--force"),
      (StudyError.begunOtherwise(run: "run"), "--requeue"),
      (StudyError.classNames(expected: 10, found: 2), "--classes"),
      (StudyError.noLabels(source: "p.csv"), "--labels"),
    ]
    + [(.frozen, "--freeze"), (.only, "--train-only"), (.until, "--freeze-after")].map {
      (
        StudyError.unknownParameters(
          prefix: "con", role: $0, network: "resnet20", top: ["conv1"], nearest: "conv1"), $1
      )
    }

  @Test func theProgramNamesTheOptionsAndThePartsDoNot() {
    for (error, option) in Self.advised {
      #expect(!"\(error)".contains("--"), "\(error)")
      let text = Misclass.text(for: error)
      #expect(text.contains(option) && text.contains("\(error)"), "\(text)")
    }
    let other = ExplanationError.threshold(2)
    #expect(Misclass.text(for: other) == "\(other)")
  }
}
