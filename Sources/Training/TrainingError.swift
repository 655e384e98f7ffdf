import Text

/// Why a training run cannot begin or go on.
package enum TrainingError: PrintableError, Equatable {
  case lossNotFinite(step: Int, epoch: Int, learningRate: Double)
  case weightsNotFinite(step: Int, epoch: Int, learningRate: Double)
  case evaluationNotFinite(images: String, epoch: Int, learningRate: Double)
  case noImages(data: String)
  case validationTooLarge(images: Int, validation: Int)
  case sizesDiffer(data: String, training: String, test: String)
  case nothingToTrain
  /// Bytes that training needs and the machine has.
  case memory(needed: Int, present: Int, batchSize: Int)
  case noMasks(data: String, split: String)
  case unreadableMetrics(path: String, line: Int)
  case metricsOutOfOrder(path: String, line: Int, expected: String, found: String)
  case metricsMissing(path: String, last: Int, done: Int)
  case unreadableCheckpoint(path: String, problem: String)
  case settingsDiffer(path: String, problem: String)
  case foreignFile(path: String)
  /// The processes that train together cannot.
  case ranks(String)

  package var message: String {
    switch self {
    case .lossNotFinite(let step, let epoch, let learningRate):
      "the loss is not finite at step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "the checkpoint before it is kept"
    case .weightsNotFinite(let step, let epoch, let learningRate):
      "a weight is not finite after step \(step) (epoch \(epoch), learning rate \(learningRate)); "
        + "the checkpoint before it is kept"
    case .evaluationNotFinite(let images, let epoch, let learningRate):
      "the loss on the \(images) images is not finite after epoch \(epoch) (learning rate "
        + "\(learningRate)); the model of the epochs before it is kept"
    case .noImages(let data): "\(data): no training images"
    case .validationTooLarge(let images, let validation):
      "validation: expected fewer than the \(images) training images, found \(validation)"
    case .sizesDiffer(let data, let training, let test):
      "\(data): expected test images of \(training) pixels, as the training images are, found "
        + "\(test)"
    case .nothingToTrain: "every parameter is frozen: there is nothing to train"
    case .memory(let needed, let present, let batchSize):
      "training with \(batchSize) images per step needs \(needed >> 20) MiB of memory, this "
        + "machine has \(present >> 20) MiB"
    case .noMasks(let data, let split): "\(data) knows no masks of its \(split) images"
    case .unreadableMetrics(let path, let line):
      "\(path): line \(line): not a line of training metrics"
    case .metricsOutOfOrder(let path, let line, let expected, let found):
      "\(path): line \(line): expected \(expected), found \(found)"
    case .metricsMissing(let path, let last, let done):
      "\(path): its lines end with epoch \(last), but the checkpoint was made after epoch \(done): "
        + "expected a line for each epoch"
    case .unreadableCheckpoint(let path, let problem): "\(path): not a checkpoint: \(problem)"
    case .settingsDiffer(let path, let problem):
      "\(path): the checkpoint belongs to other data or settings: \(problem)"
    case .foreignFile(let path):
      "\(path) was not written by a training run"
    case .ranks(let problem): problem
    }
  }

  /// Where the fault lies.
  package enum Fault: Sendable {
    case options
    case files
    case course
  }

  package var fault: Fault {
    switch self {
    case .lossNotFinite, .weightsNotFinite, .evaluationNotFinite, .foreignFile, .ranks: .course
    case .validationTooLarge, .nothingToTrain, .memory, .noMasks: .options
    case .noImages, .sizesDiffer, .unreadableMetrics, .metricsOutOfOrder, .metricsMissing,
      .unreadableCheckpoint, .settingsDiffer:
      .files
    }
  }
}
