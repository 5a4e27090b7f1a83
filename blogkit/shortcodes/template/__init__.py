"""stub"""
def render_template(template, rendering): raise NotImplementedError
