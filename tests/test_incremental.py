"""A second build makes only what changed, and what it makes is what a first build would make."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image

import blogkit.page
import blogkit.pipeline.reading
from bench.blogs import write_prose_blog
from blogkit.model import Post, Source
from blogkit.page.render import Body
from tests.rebuild import Blog, files_of, make_blog, times_of, touched
from tests.waiting import wait_until

pytestmark = pytest.mark.rebuild
ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    return make_blog(tmp_path / "blog")


def from_scratch(blog: Blog) -> dict[str, bytes]:
    """What a build without any memory makes."""
    folder = blog.folder.parent / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    blog.build("--no-cache", "-j", "1", destination=folder)
    return files_of(folder)


def test_a_build_opens_no_room_that_it_does_not_need(blog: Blog):
    script = (
        "import sys, build_site\n"
        "status = build_site.main(sys.argv[1:])\n"
        "rooms = {'blogkit.check', 'blogkit.execute.run', 'blogkit.hugo.objects.run'}\n"
        "heavy = {'asyncio', 'nbclient', 'numpy', 'rich', 'sympy', 'yaml'}\n"
        "print(status, sorted((rooms | heavy) & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, "build", "--no-execute", "-s", str(blog.folder)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "0 []"


def test_only_the_edited_page_is_parsed_rendered_and_written(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    blog.build()
    parsed: list[str] = []
    rendered: list[str] = []
    parse, render = blogkit.pipeline.reading.parse, blogkit.page.render

    def noting_parse(source: Source, *arguments: object) -> Post:
        parsed.append(source.path.name)
        return parse(source, *arguments)

    def noting_render(post: Post, *arguments: object) -> Body:
        rendered.append(post.source.path.name)
        return render(post, *arguments)

    monkeypatch.setattr(blogkit.pipeline.reading, "parse", noting_parse)
    monkeypatch.setattr(blogkit.page, "render", noting_render)
    blog.post("p1").write_text(blog.post("p1").read_text() + "\nA line below the summary.\n" + "More.\n" * 90)
    blog.build()
    before = times_of(blog.public)
    blog.post("p1").write_text(blog.post("p1").read_text() + "\nThe last line.\n")
    blog.build()
    assert parsed == rendered == ["p1.md", "p1.md"]
    # the feeds with whole contents show the last line, too
    feeds = {"atom.xml", "feed.json", "index.xml", "posts/index.xml", "tags/b/index.xml"}
    assert touched(before, times_of(blog.public)) - {"tags/a/index.xml"} == {"posts/p1/index.html", *feeds}


def test_a_new_title_reaches_lists_feeds_and_neighbours_and_nothing_else(blog: Blog):
    blog.build()
    before = times_of(blog.public)
    blog.write("p1", "Renamed", day=2, tag="b")
    blog.build()
    changed = touched(before, times_of(blog.public))
    assert changed == {
        *(f"posts/p{number}/index.html" for number in (0, 1, 2)),
        "posts/p3/index.html",  # which names it among what is related
        *("index.html", "index.xml", "atom.xml", "feed.json", "archive/index.html"),
        *("posts/index.html", "posts/index.xml", "tags/b/index.html", "tags/b/index.xml"),
    }
    assert "Renamed" in (blog.public / "posts/index.html").read_text()
    assert "Renamed" in blog.page("p2")


def test_a_new_date_reaches_the_sitemap_and_the_order_of_lists(blog: Blog):
    blog.build()
    blog.write("p1", "Post 1", day=28, tag="b")
    blog.build()
    assert "2024-01-28" in (blog.public / "sitemap.xml").read_text()
    listed = (blog.public / "posts/index.html").read_text()
    assert listed.index("Post 1") < listed.index("Post 3")


def test_the_files_of_a_deleted_post_go(blog: Blog):
    blog.write("p3", "Post 3", day=4, tag="lonely")
    blog.build()
    assert (blog.public / "tags/lonely/index.html").exists()
    (blog.public / "mine.txt").write_text("put here by somebody else")
    blog.post("p3").unlink()
    blog.build()
    assert not (blog.public / "posts/p3").exists()
    assert not (blog.public / "tags/lonely").exists()
    assert (blog.public / "mine.txt").exists()


def test_a_page_that_moves_is_followed_by_the_links_to_it(blog: Blog):
    blog.write("p0", "Post 0", body='See [it]({{< relref "p1.md" >}}).\n')
    blog.build()
    assert "/posts/p1/" in blog.page("p0")
    blog.post("p1").write_text(blog.post("p1").read_text().replace("+++\n", '+++\nslug = "moved"\n', 1))
    blog.build()
    assert "/posts/moved/" in blog.page("p0")
    assert files_of(blog.public) == from_scratch(blog)


def picture(path: Path, width: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, 30), "teal").save(path)


SHOWN = """{{ with .Page.Resources.GetMatch "*.png" }}{{ .Name }} {{ .Width }}
{{ (.Resize "10x").RelPermalink }}{{ end }}
{{ with resources.Get "b.png" }}{{ .RelPermalink }} {{ .Height }}{{ end }}
{{ len (resources.Match "**.png") }} {{ fileExists "static/note.txt" }} {{ readFile "static/note.txt" }}"""


def test_a_page_follows_the_files_that_its_templates_look_at(blog: Blog):
    (blog.folder / "layouts/_shortcodes").mkdir(parents=True)
    (blog.folder / "layouts/_shortcodes/shown.html").write_text(SHOWN)
    blog.write("bundle/index", "Bundle", body="{{< shown >}}\n")
    blog.build()
    kept = blog.public / "posts/p1/index.html"
    before = times_of(blog.public)[str(kept.relative_to(blog.public))]
    page = blog.public / "posts/bundle/index.html"

    def edited(expected: str) -> None:
        blog.build()
        assert expected in " ".join(page.read_text().split())
        assert files_of(blog.public) == from_scratch(blog)

    edited("0 false")
    picture(blog.folder / "content/posts/bundle/a.png", 40)
    edited("a.png 40")
    picture(blog.folder / "content/posts/bundle/a.png", 60)
    edited("a.png 60")
    assert len(list(page.parent.glob("a_hu_*.png"))) == 1
    picture(blog.folder / "assets/b.png", 20)
    edited("/b.png 30 1 false")
    picture(blog.folder / "assets/deep/down/c.png", 20)
    edited("/b.png 30 2 false")
    (blog.folder / "static").mkdir()
    (blog.folder / "static/note.txt").write_text("hello")
    edited("true hello")
    (blog.folder / "assets/b.png").unlink()
    edited("1 true hello")
    assert not (blog.public / "b.png").exists()
    assert times_of(blog.public)[str(kept.relative_to(blog.public))] == before


def test_a_page_follows_the_pages_that_its_templates_list(blog: Blog):
    (blog.folder / "layouts/_shortcodes").mkdir(parents=True)
    shortcodes = {
        "every": '{{ range where site.RegularPages "Section" "posts" }}<i>{{ .Title }}</i>{{ end }}',
        "one": '{{ with site.GetPage "p1" }}<i>{{ .Title }}, {{ .Params.tags }}</i>{{ end }}',
        "some": '{{ with .Page.GetPage "/posts" }}{{ range .Pages }}<i>{{ .Weight }}</i>{{ end }}{{ end }}',
    }
    for name, text in shortcodes.items():
        (blog.folder / f"layouts/_shortcodes/{name}.html").write_text(text)
        blog.write(f"../{name}", name, body=f"{{{{< {name} >}}}}\n")
    blog.build()
    blog.write("p1", "Renamed", day=2, tag="c")
    blog.build()
    assert "<i>Renamed</i>" in (blog.public / "every/index.html").read_text()
    assert "<i>Renamed, [c]</i>" in (blog.public / "one/index.html").read_text()
    assert files_of(blog.public) == from_scratch(blog)
    blog.post("p1").unlink()
    blog.build()
    assert "<i>Renamed" not in (blog.public / "one/index.html").read_text()
    assert (blog.public / "some/index.html").read_text().count("<i>0</i>") == 3
    assert files_of(blog.public) == from_scratch(blog)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_site_is_the_one_a_first_build_makes(blog: Blog, seed: int):
    random = Random(seed)  # noqa: S311  (a test wants the same edits each time)
    blog.build()
    for number in range(5):
        name = f"p{random.randrange(6)}"
        match random.randrange(5):
            case 0:
                blog.write(name, f"Title {random.random()}", random.randint(1, 28), tag=random.choice("abc"))
            case 1:
                blog.post(name).unlink(missing_ok=True)
            case 2:
                blog.write(name, name, body=f"Formula $x_{number}$, [link](/posts/p0/#a-heading).\n")
            case 3:
                config = blog.folder / "hugo.toml"
                config.write_text(f'title = "Notes {number}"\n[pagination]\npagerSize = {2 + number}\n')
            case _:
                page = random.choice(sorted(blog.public.rglob("*.html")))
                page.write_text("spoiled")
        blog.build()
        assert files_of(blog.public) == from_scratch(blog)


def test_another_process_beside_changes_no_byte(tmp_path: Path):
    blog = Blog(tmp_path / "blog")
    write_prose_blog(blog.folder, 40)
    blog.build("--no-cache", "-j", "1")
    blog.build("--no-cache", "-j", "3", destination=tmp_path / "other")
    assert files_of(tmp_path / "other") == files_of(blog.public)


def test_a_file_that_somebody_changed_in_the_destination_is_made_again(blog: Blog):
    blog.build()
    page = blog.public / "posts/p1/index.html"
    state, good = page.stat(), page.read_text()
    page.write_text(good.replace("Text.", "Tex?."))
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    blog.build()
    assert page.read_text() == good


# --- what goes wrong ---------------------------------------------------------------------------------


def command(blog: Blog, *flags: str | Path) -> list[str]:
    words = ["build", "-s", blog.folder, "-d", blog.public, "--no-execute", *flags]
    return [sys.executable, str(ROOT / "build_site.py"), *map(str, words)]


def test_two_builds_at_the_same_time_do_each_other_no_harm(blog: Blog):
    running = [subprocess.Popen(command(blog), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in running:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert files_of(blog.public) == from_scratch(blog)
    blog.write("p1", "After")
    assert blog.build() == 0
    assert files_of(blog.public) == from_scratch(blog)


def test_a_cache_folder_that_cannot_be_written_to_costs_one_notice(blog: Blog, tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    environment = {**os.environ, "BLOGKIT_CACHE": str(tmp_path / "file/cache")}
    done = subprocess.run(command(blog), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "file/cache" in done.stderr
    assert files_of(blog.public) == from_scratch(blog)


def limited(size: int) -> Callable[[], None]:
    """What a full disk looks like: no file grows beyond `size` bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_cache_that_is_full_costs_one_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = Blog(tmp_path / "blog")
    write_prose_blog(blog.folder, 60)
    done = subprocess.run(
        command(blog),
        preexec_fn=limited(600_000),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("\n") == 1
    assert "cache" in done.stderr
    assert files_of(blog.public) == from_scratch(blog)


def test_a_destination_that_is_full_is_named_and_holds_only_whole_files(blog: Blog):
    good = from_scratch(blog)
    done = subprocess.run(
        command(blog, "--no-cache"),
        preexec_fn=limited(5_000),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "too large" in done.stderr
    written = {name: data for name, data in files_of(blog.public).items() if name in good}
    assert all(good[name] == data for name, data in written.items() if name != ".blogkit-files")


@pytest.mark.parametrize("spoil", [lambda _: b"", lambda _: b"\0garbage" * 99, lambda data: data[:100]])
def test_spoiled_files_in_the_cache_are_as_good_as_none(blog: Blog, spoil: Callable[[bytes], bytes]):
    blog.build()
    for path in (blog.folder.parent / "cache").iterdir():
        path.write_bytes(spoil(path.read_bytes()))
    blog.write("p2", "Edited")
    assert blog.build() == 0
    assert files_of(blog.public) == from_scratch(blog)


def test_damage_in_the_middle_of_the_cache_never_reaches_a_page(blog: Blog):
    blog.build()
    (answers,) = (blog.folder.parent / "cache").glob("answers-*.sqlite")
    data = answers.read_bytes()
    random = Random(1)  # noqa: S311  (a test wants the same damage each time)
    for _ in range(5):
        at = random.randrange(100, len(data) - 8)
        answers.write_bytes(data[:at] + random.randbytes(8) + data[at + 8 :])
        blog.write("p2", f"Edited {at}")
        assert blog.build() == 0
        assert files_of(blog.public) == from_scratch(blog)


def test_a_killed_build_leaves_whole_files_and_no_process_and_the_next_one_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = Blog(tmp_path / "blog")
    write_prose_blog(blog.folder, 80)
    good = from_scratch(blog)
    process = subprocess.Popen(command(blog, "-j", "2"), start_new_session=True)
    while process.poll() is None and not list(blog.public.glob("posts/*/index.html")):
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for name, data in files_of(blog.public).items():
        assert name.endswith((".part", ".blogkit-files")) or data == good[name]
    wait_until(lambda: not _alive(process.pid))
    blog.post("post-00003").unlink()
    assert blog.build() == 0
    whole = {name: data for name, data in files_of(blog.public).items() if not name.endswith(".part")}
    assert whole == from_scratch(blog)


def _alive(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# --- with kernels ------------------------------------------------------------------------------------


def report(blog: Blog, run: Run) -> dict[str, bool]:
    """Post -> whether its results came out of the cache."""
    said = run("build", "-s", blog.folder, "-d", blog.public, "--format", "json").stdout
    return {Path(post["path"]).stem: post["cached"] for post in json.loads(said)["posts"]}


@pytest.mark.kernel
def test_an_edited_code_line_runs_its_post_alone_and_an_edited_sentence_runs_nothing(
    blog: Blog, request: pytest.FixtureRequest
):
    run: Run = request.getfixturevalue("command")
    for number in range(3):
        blog.write(f"p{number}", "T", body=f"```python\nprint({number} + 1)  # {number + 1}\n```\n")
    assert report(blog, run) == {"p0": False, "p1": False, "p2": False}
    blog.post("p1").write_text("".join(blog.post("p1").read_text().replace("A heading", "Another heading")))
    assert report(blog, run) == {"p0": True, "p1": True, "p2": True}
    assert "Another heading" in blog.page("p1")
    blog.post("p1").write_text(blog.post("p1").read_text().replace("1 + 1)  # 2", "1 + 2)  # 3"))
    assert report(blog, run) == {"p0": True, "p1": False, "p2": True}
