import Images

@testable import Datasets

/// Sets compared by all that they hold, pixels included; one that cannot be read equals none.
func == (first: ImageSet, second: ImageSet) -> Bool {
  first.images == second.images && first.labels == second.labels
    && first.classNames == second.classNames && first.names == second.names
    && first.shown == second.shown
}

func == (first: StoredImages, second: StoredImages) -> Bool {
  guard let one = try? first.loaded(), let other = try? second.loaded() else { return false }
  return one == other
}

func != (first: StoredImages, second: StoredImages) -> Bool { !(first == second) }

func == (first: PlantedImages, second: PlantedImages) -> Bool {
  first.set == second.set && first.records == second.records && first.masks == second.masks
}

extension StoredImages {
  var pixels: [UInt8] { get throws { try loaded().pixels } }
}
