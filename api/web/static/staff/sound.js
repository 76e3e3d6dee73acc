const MEMORY = "jiuzhu.staff.sound";
const HERTZ = 660;
const SECONDS = 0.25;
const LOUDNESS = 0.15;

/** A short tone for who is newly waiting, made here; each person decides whether they want it. */
export class Chime {
  #wanted;
  #context = null;

  constructor(checkbox) {
    this.#wanted = checkbox;
    checkbox.checked = localStorage.getItem(MEMORY) === "on";
    checkbox.addEventListener("change", () => {
      localStorage.setItem(MEMORY, checkbox.checked ? "on" : "off");
      this.ring();
    });
  }

  ring() {
    if (!this.#wanted.checked) return;
    this.#context ??= new AudioContext();
    const tone = this.#context.createOscillator();
    const volume = this.#context.createGain();
    tone.frequency.value = HERTZ;
    volume.gain.value = LOUDNESS;
    tone.connect(volume).connect(this.#context.destination);
    tone.start();
    tone.stop(this.#context.currentTime + SECONDS);
  }
}
